import type { Role } from '../../runner.ts';
import type { Reply } from '../reply.ts';
import { playCode } from './code.ts';
import { playJoiner } from './joiner.ts';
import { playPlanner } from './planner.ts';
import { playReact } from './react.ts';
import type { RoleInput } from './role-input.ts';
import { playTools } from './tools.ts';

/** What a perfect model says in each role. */
export const roles: Readonly<Record<Role, (input: RoleInput) => Reply>> = {
  planner: (input) => playPlanner(input, { mayFinish: false }),
  'planner-finish': (input) => playPlanner(input, { mayFinish: true }),
  joiner: playJoiner,
  react: playReact,
  'tools-sequential': (input) => playTools(input, { atOnce: 'one' }),
  'tools-parallel': (input) => playTools(input, { atOnce: 'all' }),
  'code-serial': (input) => playCode(input, { order: 'serial', mayAnswer: false }),
  'code-parallel': (input) => playCode(input, { order: 'parallel', mayAnswer: false }),
  'code-finish': (input) => playCode(input, { order: 'parallel', mayAnswer: true }),
};

/** `sim-planner` is `planner`; undefined for any other name. */
export function roleOf(model: string): Role | undefined {
  return Object.keys(roles).find((role): role is Role => model === `sim-${role}`);
}
