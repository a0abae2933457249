import { readFileSync, writeSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import process from 'node:process';

/**
 * Loaded before a program (`node --import`). Writes the memory and CPU time of the program to file descriptor
 * 3 when it exits.
 */

const eventLoop = monitorEventLoopDelay({ resolution: 10 });
eventLoop.enable();

process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  const usage = {
    peakBytes: peakBytes(),
    cpuSeconds: (user + system) / 1e6,
    longestPauseMs: eventLoop.max / 1e6,
  };
  writeSync(3, JSON.stringify(usage));
});

/**
 * Returns the peak memory. On Linux `maxRSS` includes the parent's memory at the fork. VmHWM
 * (proc_pid_status(5)) does not.
 */
function peakBytes(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1_024;
  const [, kilobytes] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kilobytes) * 1_024;
}
