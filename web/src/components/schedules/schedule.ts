import type { AppRouter } from '@taskdeck/server/router';
import type { inferRouterOutputs } from '@trpc/server';

type Outputs = inferRouterOutputs<AppRouter>['schedules'];

export type ScheduleDetail = Outputs['get'];
export type Schedule = Outputs['list']['items'][number];
export type ScheduleRun = NonNullable<Schedule['lastRun']>;
export type ScheduleTiming = Schedule['timing'];
export type MissedRuns = NonNullable<Schedule['missed']>;
