import { rows } from './rows.ts';

/** A child process: takes the measure that it is named and prints its figures as JSON. */
const row = rows.find(({ id }) => id === process.argv[2]);
if (row === undefined) throw new Error(`there is no measure ${String(process.argv[2])}`);
process.stdout.write(JSON.stringify(await row.measure()));
