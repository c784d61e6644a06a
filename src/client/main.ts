#!/usr/bin/env node
import { contextOfProcess } from './context.js';
import { runProgram } from './program.js';

process.title = 'actimo-to-dynamics';
process.exitCode = await runProgram(process.argv.slice(2), contextOfProcess());
