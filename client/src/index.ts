export {
  createClient,
  type Accepted,
  type Client,
  type ClientOptions,
  type JobOf,
} from './client.ts';
export { asTaskdeckError, TaskdeckError, type TaskdeckErrorCode } from './errors.ts';
export type { Api, Job, WaitOptions } from './until-ended.ts';
