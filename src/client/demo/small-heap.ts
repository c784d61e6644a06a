import { setFlagsFromString } from 'node:v8';

// This process waits most of the time; without these V8 would keep 20 MB more for objects that die young (measured: 119 MB against 100 MB when loaded).
setFlagsFromString('--max-semi-space-size=1');
setFlagsFromString('--semi-space-growth-factor=1');
