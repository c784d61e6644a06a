import './small-heap.js';

process.title = 'a2d-demo';

// Loaded only now, so that the heap grows as small-heap.ts says.
const { demoMain } = await import('./demo-main.js');
process.exitCode = await demoMain(process.argv.slice(2));
