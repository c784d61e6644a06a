/** Time as the sandbox plays it: a clock that can be set, moved and sped up, and what is to be done when its time comes. */
export { Agenda, type When, wrongWhen } from './agenda.js';
export { Clock } from './clock.js';
