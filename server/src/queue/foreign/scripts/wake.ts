/**
 * Wakes workers of BullMQ 4, which look at the list `wait` alone: for a prioritized or delayed job it leaves a marker there, which the class of
 * BullMQ 6 does not. Whoever takes this one looks for both; later versions pass over it. ARGV: `prefix:name`.
 */
export const WAKE_SCRIPT = `
local base = ARGV[1] .. ':'
if redis.call('HEXISTS', base .. 'meta', 'paused') == 0
  and redis.call('LLEN', base .. 'wait') == 0
  and redis.call('ZCARD', base .. 'prioritized') + redis.call('ZCARD', base .. 'delayed') > 0
then
  redis.call('LPUSH', base .. 'wait', '0:0')
end
return 1
`;
