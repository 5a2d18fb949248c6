import type { Results } from '../../measure/results.ts';
import type { Table } from '../table.ts';

/** Who was raced, and how each is set up. */
export function runnersTable({ runners }: Results): Table {
  return {
    title: 'The runners',
    columns: [{ name: 'runner' }, { name: 'name' }, { name: 'how it is set up' }],
    rows: runners.map(({ name, title, about }) => [title, name, about]),
  };
}
