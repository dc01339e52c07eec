/**
 * Wakes workers of BullMQ 4, which look at the list `wait` alone: for a prioritized job it leaves this marker there, which the class of BullMQ 6
 * does not. Later versions pass over it. ARGV: `prefix:name`.
 */
export const WAKE_SCRIPT = `
local base = ARGV[1] .. ':'
if redis.call('HEXISTS', base .. 'meta', 'paused') == 0
  and redis.call('LLEN', base .. 'wait') == 0
  and redis.call('ZCARD', base .. 'prioritized') > 0
then
  redis.call('LPUSH', base .. 'wait', '0:0')
end
return 1
`;
