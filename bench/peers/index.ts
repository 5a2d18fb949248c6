import type { Runner } from '../race/runner.ts';
import { bounded } from '../race/runners/bounded.ts';
import { createAiSdk } from './ai-sdk.ts';
import { createLangGraphAgent } from './langgraph-agent.ts';
import { createLangGraphCompiler } from './langgraph-compiler.ts';
import { createOpenaiAgents } from './openai-agents.ts';

/** Other libraries, in the order of the report. Import them by way of `load-peers.ts`. */
export const peers: readonly Runner[] = [
  createAiSdk(),
  createOpenaiAgents(),
  createLangGraphAgent(),
  createLangGraphCompiler(),
].map(bounded);
