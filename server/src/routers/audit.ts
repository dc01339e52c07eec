import { AuditPage, AuditQuery } from '../schemas/audit.ts';
import { procedure, router } from '../trpc.ts';

export const auditRouter = router({
  list: procedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/audit',
        tags: ['Access'],
        summary: 'Who changed what, newest first; refused attempts as well',
      },
    })
    .input(AuditQuery)
    .output(AuditPage)
    .query(({ ctx, input }) => ctx.services.audit.page(input)),
});
