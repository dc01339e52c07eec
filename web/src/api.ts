import type { AppRouter } from '@taskdeck/server/router';
import type { inferRouterOutputs } from '@trpc/server';

/** What the server's answers are after their way through JSON. */
type Outputs = inferRouterOutputs<AppRouter>;

export type Me = Outputs['me'];
export type Job = Outputs['tasks']['get'];
export type JobPage = Outputs['tasks']['list'];
export type JobRow = JobPage['items'][number];
export type Stats = Outputs['stats'];
export type QueueView = Stats['queues'][number];
export type History = Outputs['history'];
export type HistoryRange = History['range'];
export type Workers = Outputs['workers'];
export type Worker = Workers['items'][number];
export type Containers = Outputs['containers'];
export type Container = Containers['items'][number];
export type Engine = Containers['engine'];
export type Networks = Outputs['networks'];
export type Reach = Networks['reachability'][number];
export type DeadLetters = Outputs['deadLetters'];
export type LogLine = Outputs['tasks']['logs']['items'][number];
export type ContainerDetail = Outputs['stack']['container'];
export type ContainerUsage = Outputs['stack']['usage'];
export type ContainerHealth = Outputs['stack']['health'];
export type Timeline = Outputs['stack']['timeline'];
export type TimelineEvent = Timeline['items'][number];
export type StackDay = Outputs['stack']['day'];
export type Swarm = Outputs['stack']['swarm'];
export type Startup = Outputs['stack']['startup'];
export type AuditEntry = Outputs['audit']['list']['items'][number];
export type Hardening = Outputs['hardening'];
export type HardeningCheck = Hardening['checks'][number];
export type DockerAccess = Outputs['stack']['access'];
