import { z } from 'zod';

/** What a research tool found: text with where it came from, so that an answer can cite it. */
export interface Finding {
  readonly title: string;
  readonly text: string;
  readonly source: { readonly title: string; readonly url: string };
}

export const findingSchema = z.object({
  title: z.string(),
  text: z.string(),
  source: z.object({ title: z.string(), url: z.string() }),
});
