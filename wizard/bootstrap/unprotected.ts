import { Failure } from '../terminal/failure.js';

/** Nothing keeps anybody from pushing to the main branch, and this run cannot change that: nothing may trust its jobs any more. */
export class Unprotected extends Failure {}
