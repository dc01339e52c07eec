#!/bin/sh
# Makes the secrets of the Compose stack on the first start, each into the volume of its consumer below /secrets, and the users of Redis from
# them. Run again it changes no secret, but writes the users anew: KEY_PREFIX, QUEUE_PREFIXES or the rules may have changed.
set -eu
umask 077
home=${SECRETS_HOME:-/secrets}
users=${USERS_SCRIPT:-/usr/local/lib/taskdeck/users.sh}

# put FILE USER: standard input becomes FILE, whole or not at all. USER may read it, and so may the group of this service.
put() {
  cat >"$1.new"
  chmod 0440 "$1.new"
  chown "$2:0" "$1.new"
  mv "$1.new" "$1"
}
random() { od -An -v -N32 -tx1 /dev/urandom | tr -d ' \n'; }
# make FILE USER: 256 random bits, unless they are there.
make() { [ -s "$1" ] || random | put "$1" "$2"; }
hash() { sha256sum <"$1" | cut -d ' ' -f 1; }

# Before there were users, all shared one password: those get new ones. The mark goes last, so that a stop in between is mended by the next run.
if [ -e "$home/redis/redis_password" ]; then
  rm -f "$home/server/redis_password" "$home/worker/redis_password" "$home/notifier/redis_password"
  rm -f "$home/redis/redis_password"
fi

make "$home/redis/admin_password" 999
for consumer in server worker notifier debug; do make "$home/$consumer/redis_password" 1000; done
make "$home/server/operator_token" 1000
make "$home/notifier/notify_hmac_secret" 1000
# One key for all that encrypt or decrypt secrets in inputs: who has one of the volumes has it.
make "$home/server/secrets_key" 1000
for consumer in worker notifier; do
  put "$home/$consumer/secrets_key" 1000 <"$home/server/secrets_key"
done

# With compose.tls.yml: the certificate as it is now, where Nginx can read it whoever owns the files.
for file in tls.crt tls.key; do
  [ ! -e "/run/tls/$file" ] || put "$home/nginx/$file" 101 <"/run/tls/$file"
done

ADMIN_HASH=$(hash "$home/redis/admin_password")
SERVER_HASH=$(hash "$home/server/redis_password")
WORKER_HASH=$(hash "$home/worker/redis_password")
NOTIFIER_HASH=$(hash "$home/notifier/redis_password")
DEBUG_HASH=$(hash "$home/debug/redis_password")
export ADMIN_HASH SERVER_HASH WORKER_HASH NOTIFIER_HASH DEBUG_HASH
# First into a variable: where it fails, the old file stays.
lines=$(sh "$users")
printf '%s\n' "$lines" | put "$home/redis/users.acl" 999
