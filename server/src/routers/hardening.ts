import { z } from 'zod';
import { Hardening } from '../schemas/hardening.ts';
import { procedure } from '../trpc.ts';

export const hardeningProcedure = procedure
  .meta({
    openapi: {
      method: 'GET',
      path: '/api/hardening',
      tags: ['Stack'],
      summary: 'Which rules of hardening our own stack passes, and what to set where it fails',
    },
  })
  .input(z.void())
  .output(Hardening)
  .query(({ ctx }) => ctx.services.hardening());
