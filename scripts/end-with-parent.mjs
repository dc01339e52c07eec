// Loaded first into the server and the workers that `npm start` starts: they end with it, even when it is killed.
// The channel closes with the process at its other end; threads have none.
if (process.channel) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel.unref();
}
