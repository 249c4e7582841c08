/** To be loaded first: the clock of this process is off by what it is sent, in milliseconds. */
const { now } = Date;
let off = 0;
Date.now = () => now() + off;
process.on('message', (ms) => {
  off = Number(ms);
  process.send?.('turned');
});
