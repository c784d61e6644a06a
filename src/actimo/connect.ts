import type { ActimoDeps, ActimoSettings } from './settings.js';
import type { ActimoSource } from './source.js';

export declare function connectActimo(settings: ActimoSettings, deps?: ActimoDeps): ActimoSource;
