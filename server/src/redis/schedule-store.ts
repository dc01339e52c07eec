import type { Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import {
  MissedHistory,
  RunHistory,
  SchedulePayload,
  ScheduleSpec,
  type ScheduleHistory,
  type StoredSchedule,
} from '../schedules/stored-schedule.ts';
import { makeScript } from './script.ts';

/**
 * Where schedules are kept: a hash each (fields spec, payload, revision, due, history) and one sorted set of their ids by the next due time.
 * Methods reject with Redis' own errors: callers map them with `withRedis`.
 */
export interface ScheduleStore {
  /** False when there are `max` already. */
  create(schedule: StoredSchedule, payload: SchedulePayload, max: number): Promise<boolean>;
  get(id: string): Promise<StoredSchedule | null>;
  /** What is sent with each run; null: there is no such schedule. */
  payload(id: string): Promise<SchedulePayload | null>;
  /** All, the next due first. One that can't be read (another version's) is left out. */
  list(): Promise<StoredSchedule[]>;
  /** The next to be due, at most `count`, as id and epoch ms. */
  next(count: number): Promise<{ id: string; due: number }[]>;
  /** Writes spec, due time and, unless null, payload, if the stored revision is the one before. */
  replace(
    schedule: StoredSchedule,
    payload: SchedulePayload | null,
  ): Promise<'done' | 'missing' | 'conflict'>;
  /** Sets what became of a run and the next due time, unless another one did or the schedule was changed meanwhile: then false. */
  advance(id: string, from: number, to: number | null, history: ScheduleHistory): Promise<boolean>;
  /** Sets what became of a run by hand; what was missed stays. */
  note(id: string, run: RunHistory): Promise<void>;
  /** False when there was none. */
  remove(id: string): Promise<boolean>;
  /** Tells all servers that schedules changed or ran. */
  announce(): Promise<void>;
}

/** The score of what is never due: paused, or without a further date. */
const NEVER = 8_640_000_000_000_000;
/** Scripts that write take the hash first and the sorted set second. */
const WRITE = `
local function due(id, at, never)
  redis.call('HSET', KEYS[1], 'due', at)
  redis.call('ZADD', KEYS[2], at == '' and never or at, id)
end
`;
const create = makeScript(`${WRITE}
if redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[7]) then return 0 end
redis.call('HSET', KEYS[1], 'revision', ARGV[4], 'spec', ARGV[5], 'payload', ARGV[6], 'run', '{}', 'missed', '{}')
due(ARGV[1], ARGV[2], ARGV[3])
return 1
`);
const replace = makeScript(`${WRITE}
local revision = redis.call('HGET', KEYS[1], 'revision')
if not revision then return 'missing' end
if tonumber(revision) ~= tonumber(ARGV[4]) - 1 then return 'conflict' end
redis.call('HSET', KEYS[1], 'revision', ARGV[4], 'spec', ARGV[5])
if ARGV[6] ~= '' then redis.call('HSET', KEYS[1], 'payload', ARGV[6]) end
due(ARGV[1], ARGV[2], ARGV[3])
return 'done'
`);
const advance = makeScript(`${WRITE}
if redis.call('HGET', KEYS[1], 'due') ~= ARGV[4] then return 0 end
redis.call('HSET', KEYS[1], 'run', ARGV[5], 'missed', ARGV[6])
due(ARGV[1], ARGV[2], ARGV[3])
return 1
`);
const note = makeScript(
  `if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('HSET', KEYS[1], 'run', ARGV[1]) end return 1`,
);
const remove = makeScript(`redis.call('ZREM', KEYS[2], ARGV[1]) return redis.call('DEL', KEYS[1])`);
const Json = z.string().transform((text): unknown => JSON.parse(text));
const Fields = z.tuple([z.string(), z.coerce.number(), z.string(), Json, Json, Json]);
const READ = ['revision', 'due', 'spec', 'run', 'missed'] as const;
const dueText = (due: number | null): string => (due === null ? '' : String(due));

/** null: it can't be read. */
function stored(fields: z.infer<typeof Fields>): StoredSchedule | null {
  const [id, revision, due, ...json] = fields;
  const spec = ScheduleSpec.safeParse(json[0]);
  const run = RunHistory.safeParse(json[1]);
  const missed = MissedHistory.safeParse(json[2]);
  if (!spec.success || !run.success || !missed.success) return null;
  return {
    id,
    revision,
    spec: spec.data,
    due: due === '' ? null : Number(due),
    history: { ...run.data, ...missed.data },
  };
}

export function makeScheduleStore(redis: Redis, keys: Keys): ScheduleStore {
  const places = (id: string) => [keys.schedule(id), keys.schedules];
  return {
    async create({ id, due, revision, spec }, payload, max) {
      const texts = [JSON.stringify(spec), JSON.stringify(payload)];
      const args = [id, dueText(due), NEVER, revision, ...texts, max];
      return (await create(redis, places(id), args)) === 1;
    },
    async get(id) {
      const found = await redis.hmget(keys.schedule(id), ...READ);
      const fields = Fields.safeParse([id, ...found]);
      return fields.success ? stored(fields.data) : null;
    },
    async payload(id) {
      const text = await redis.hget(keys.schedule(id), 'payload');
      return text === null ? null : SchedulePayload.parse(JSON.parse(text));
    },
    async list() {
      const ids = await redis.zrange(keys.schedules, 0, -1);
      const all = await Promise.all(ids.map((id) => this.get(id)));
      return all.filter((schedule) => schedule !== null);
    },
    async next(count) {
      const flat = await redis.zrange(keys.schedules, 0, count - 1, 'WITHSCORES');
      return Array.from({ length: flat.length / 2 }, (_, i) => ({
        id: flat[2 * i] ?? '',
        due: Number(flat[2 * i + 1]),
      }));
    },
    async replace({ id, due, revision, spec }, payload) {
      const texts = [JSON.stringify(spec), payload === null ? '' : JSON.stringify(payload)];
      const args = [id, dueText(due), NEVER, revision, ...texts];
      return z.enum(['done', 'missing', 'conflict']).parse(await replace(redis, places(id), args));
    },
    async advance(id, from, to, history) {
      const texts = [RunHistory.parse(history), MissedHistory.parse(history)].map((part) =>
        JSON.stringify(part),
      );
      const args = [id, dueText(to), NEVER, dueText(from), ...texts];
      return (await advance(redis, places(id), args)) === 1;
    },
    async note(id, run) {
      await note(redis, [keys.schedule(id)], [JSON.stringify(run)]);
    },
    async remove(id) {
      return (await remove(redis, places(id), [id])) === 1;
    },
    async announce() {
      await redis.publish(keys.scheduleChanges, '');
    },
  };
}
