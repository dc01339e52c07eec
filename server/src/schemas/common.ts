import { z } from 'zod';

/** ISO 8601 in UTC. */
export const Instant = z.string().meta({ format: 'date-time' });

/** Ids of our jobs are UUIDv7. */
export const JobId = z.uuid().meta({ description: 'Id of a job, a UUIDv7' });

/** Whether each part the panel depends on answers. */
export const Availability = z.enum(['up', 'down']);
export type Availability = z.infer<typeof Availability>;
