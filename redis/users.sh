#!/bin/sh
# Prints the users of Redis, a line each, as an ACL file or redis.conf takes them: who may call which commands on which keys. For the Compose stack
# (make-secrets.sh) and for the private Redis of `npm start`. Closed by default: a command or key that is not listed is refused, in scripts too.
# Reads KEY_PREFIX, QUEUE_PREFIXES, and the SHA-256 of each password: ADMIN_HASH, SERVER_HASH, WORKER_HASH, NOTIFIER_HASH, DEBUG_HASH.
set -euf

own="{${KEY_PREFIX:-taskdeck}}"

# Key patterns of ours: `keys ACCESS NAME…`, ACCESS being ~ (any), %R~ (read), & (channel).
keys() {
  access=$1
  shift
  for name; do printf '%s%s:%s ' "$access" "$own" "$name"; done
}

# Keys of the queues that others made. What a pattern takes for a sign stands for itself; spaces and quotes can't be written, so they are any character.
foreign() {
  printf '%s\n' "${QUEUE_PREFIXES:-}" | tr ',' '\n' |
    sed -e 's/^[[:space:]]*//' -e 's/[[:space:]]*$//' -e '/^$/d' -e 's/[][\\*?]/\\&/g' -e "s/[[:space:]\"']/?/g" -e "s/.*/$1&:*/" |
    tr '\n' ' '
}

id='????????-????-????-????-????????????'

# Jobs and queues, their index, dead letters, totals, heartbeats, what tasks keep, cancels; never who may sign in, or what they did.
worker_keys="$(keys '~' 'bull:*' jobs 'jobs:*' dead 'dead:*' 'totals:*' "worker:$id" workers 'task-value:*' 'cancel:*' 'probes:of:*')\
$(keys '%R~' "worker:$id:control" probes:plan probes:asked)"
# CLIENT only as far as it is about the own connection; INFO is what ioredis and BullMQ ask first.
worker_commands='+client -@admin -@dangerous +ping +info +time
+get +set +mget +incr +incrby +del +unlink +exists +type +expire +pexpire +pexpireat +ttl +pttl
+hget +hmget +hgetall +hset +hmset +hsetnx +hdel +hexists +hincrby +hlen
+llen +lindex +lpop +lpos +lpush +lrange +lrem +lset +ltrim +rpop +rpush +rpoplpush
+sadd +scard +sismember +smembers +srem +sscan
+zadd +zcard +zcount +zrange +zrangebyscore +zrangebylex +zrem +zremrangebyrank +zremrangebyscore +zrevrange +zrevrangebyscore +zscore
+zpopmin +bzpopmin +hscan +xadd +xlen +xrange +xtrim +xdel
+eval +evalsha +script|load +script|exists +multi +exec +discard +subscribe +unsubscribe'
# It hears what it is told and passes cancels on; it can't tell other workers to pause, or send news to the servers.
worker_channels="$(keys '&' cancels worker-controls)"
worker_publish="(+publish $(keys '&' cancels))"

# No FLUSHALL, FLUSHDB, KEYS, CONFIG, DEBUG, SHUTDOWN, MODULE, SAVE, REPLICAOF, ACL, MONITOR, MIGRATE, …: all of them are @admin or @dangerous.
server_commands='+@read +@write +@pubsub +@transaction +@scripting +@connection +time +xread
-@admin -@dangerous -function -fcall -fcall_ro -script +script|load +script|exists +info'

# Redis Commander and direct connections of the profile "debug": looks at everything but what belongs to sign-in.
debug_keys="$(keys '%R~' 'bull:*' jobs 'jobs:*' dead 'dead:*' 'totals:*' 'worker:*' workers 'task-value:*' 'cancel:*' 'probes:*' \
  action 'action:*' actions 'schedule:*' schedules 'schedules:*' 'series:*' 'snapshot:*' 'sampler:*' interest \
  timeline 'timeline:*' 'health-probes:*' 'health-outputs:*')"
debug_commands='+@read +client -@admin -@dangerous +ping +info +select +command +time'

user() { printf 'user %s reset %s\n' "$1" "$(printf '%s ' "$2" "$3" | tr -s '\n ' '  ')"; }

# Nobody can be this user: it is off and has no password. It keeps its rights because Redis itself replays the append-only file as this user, and
# checks them for the commands of a MULTI: without them every transaction since the last rewrite would be lost at a restart
# (https://github.com/redis/redis/issues/14541).
user default off 'resetpass ~* &* +@all'
# For the health check, backups and repairs, from inside the container of Redis only: nobody else is given its password.
user admin on "#$ADMIN_HASH ~* &* +@all"
user server on "#$SERVER_HASH $(keys '~' '*')$(foreign '~')$(keys '&' '*')$server_commands"
user worker on "#$WORKER_HASH $worker_keys$worker_channels$worker_commands $worker_publish"
# A worker, of the queue that may reach the world: with a password of its own.
user notifier on "#$NOTIFIER_HASH $worker_keys$worker_channels$worker_commands $worker_publish"
user debug on "#$DEBUG_HASH $debug_keys$(foreign '%R~')$debug_commands"
