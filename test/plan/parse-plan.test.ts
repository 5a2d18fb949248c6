import { describe, expect, test } from 'vitest';
import { parsePlan, type ParseOptions } from '../../src/plan/parse-plan.ts';
import { printTask, printTerminal } from '../../src/plan/print-plan.ts';
import { createToolset } from '../../src/tools/toolset.ts';
import { corpusToolset, corpusTools } from './corpus.ts';

interface Read {
  readonly calls: readonly string[];
  readonly end: string | undefined;
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

function read(text: string, options: Partial<ParseOptions> = {}): Read {
  const { tasks, terminal, problems } = parsePlan(text, { tools: corpusToolset, ...options });
  const of = (severity: string): string[] =>
    problems.filter((problem) => problem.severity === severity).map((problem) => problem.code);
  return {
    calls: tasks.map(printTask),
    end: terminal === null ? undefined : printTerminal(terminal),
    errors: of('error'),
    warnings: of('warning'),
  };
}

/** The calls of a plan that must have no error; a join is added. */
function good(text: string): readonly string[] {
  const found = read(`${text}\n9. join()`);
  expect(found.errors).toEqual([]);
  return found.calls;
}

/** The errors of a plan; a join is added. */
function errorsOf(text: string): readonly string[] {
  return read(`${text}\n9. join()`).errors;
}

const a = '1. search(query="a")';

describe('parsePlan', () => {
  test('takes tools as a list, a record and a toolset, and calls none of them', () => {
    const record = Object.fromEntries(corpusTools.map((tool) => [tool.name, tool]));
    for (const tools of [corpusTools, record, corpusToolset]) {
      expect(read('1. search("a")\n2. join()', { tools }).calls).toEqual([a]);
    }
  });

  test('says where a problem is and what to do', () => {
    const { problems } = parsePlan('1. search("a")\n  2. serch("b")\n3. join()', {
      tools: corpusToolset,
    });
    expect(problems).toEqual([
      {
        code: 'plan.unknown-tool',
        severity: 'error',
        message: 'there is no tool "serch". Did you mean "search"?',
        line: 2,
        column: 3,
        hint: expect.stringContaining('search, math, fetch, list, send_email'),
        taskId: 2,
      },
    ]);
  });

  test('gives a position inside a string of several lines with escapes', () => {
    const { problems } = parsePlan('1. list("a")\n2. search("x\n\\n  $1[x]")\n3. join()', {
      tools: corpusToolset,
    });
    expect(problems).toMatchObject([{ code: 'plan.bad-reference', line: 3, column: 7 }]);
  });

  test('reads $input where there are inputs', () => {
    const found = read('1. search("about $input.topic")\n2. finish($input)', {
      inputs: { topic: 'K2' },
    });
    expect(found).toMatchObject({ errors: [], end: '2. finish($input)' });
    expect(found.calls).toEqual(['1. search(query="about ${input.topic}")']);
  });

  test('hands a revised task out once, in its place', () => {
    const { tasks } = parsePlan('1. search("under $1000")\n2. search("b")\n3. join()', {
      tools: corpusToolset,
    });
    expect(tasks.map((task) => task.id)).toEqual([1, 2]);
    expect(tasks[0]?.dependencies).toEqual([]);
  });
});

describe('statements', () => {
  test('accept decoration before, around and behind', () => {
    for (const text of [
      '**1.** search("a")',
      '**1. search("a")**',
      '- 1. search("a");',
      '* 1. search("a"),',
      '• 1) search("a")',
      '> 1. `search("a")`',
      '### 1. **search**("a")',
      '\ufeff\t1.search ( "a" )\r',
      '```python\n1. search("a")\n```',
    ]) {
      expect(good(text), text).toEqual([a]);
    }
  });

  test('may span lines, also between id, guard and call', () => {
    expect(good('1.\n\n  search(\n  "a"\n)')).toEqual([a]);
    expect(good('1. search("a")\n2. if $1:\n  search("b")')[1]).toBe('2. if $1: search(query="b")');
  });

  test('may share a line, with separators between', () => {
    expect(good('1. search("a"); 2. search("b"), 3) search("c")')).toHaveLength(3);
    expect(good('1. send_email("a", "b", "c") 2. send_email("a", "b", "d")')).toHaveLength(2);
  });

  test('with an id and no call are errors, and the rest of their line is no statement', () => {
    expect(errorsOf('1. First, find it.')).toEqual(['plan.syntax']);
    expect(errorsOf('1. x = search("a")')).toEqual(['plan.syntax']);
    expect(errorsOf('1. search\n("a")')).toEqual(['plan.syntax']);
    expect(read('1.\n2. search("a")\n3. join()')).toMatchObject({
      calls: ['2. search(query="a")'],
      errors: ['plan.syntax'],
    });
    expect(errorsOf('1. search("a") 2. and so on')).toEqual(['plan.syntax']);
  });

  test('do not begin with a decimal', () => {
    expect(good('1.5 million people\n1. search("a")')).toEqual([a]);
    expect(errorsOf('1.1. search("a")')).toEqual(['plan.missing-id']);
  });

  test('need an id: a known call without one is an error wherever it stands', () => {
    for (const text of [
      'search("a")',
      'search(cheetah)',
      'search(query="a")',
      'Step 1: search("a")',
      'x = search ( $1 )',
      '# search("a")',
      'I call math(context: [1]) first',
      '1. search("a"), search("b")',
      '1. search("a") -> then search("b")',
      'if $1: search("a")',
    ]) {
      expect(errorsOf(text), text).toContain('plan.missing-id');
    }
  });

  test('with a name that begins with a digit may not be glued to their id', () => {
    const tools = createToolset(corpusTools.map((tool) => ({ ...tool, name: `2${tool.name}` })));
    expect(read('1. 2search("a")\n2. join()', { tools }).calls).toEqual(['1. 2search(query="a")']);
    expect(read('1.2search("a")\n2. join()', { tools })).toMatchObject({
      calls: [],
      errors: ['plan.syntax'],
    });
  });

  test('that are only mentioned are prose', () => {
    const found = read(
      'I search (the web) and the list (of things); research("x"), search.\n1. join()',
    );
    expect(found).toMatchObject({ errors: [], warnings: ['plan.prose-ignored'] });
  });

  test('with an id in the middle of text are errors', () => {
    expect(errorsOf('Plan: 1. search("a")')).toEqual(['plan.syntax']);
    expect(errorsOf('1. search("a") and then 2. search("b")')).toEqual(['plan.syntax']);
    expect(errorsOf('- [ ] 1) search("a")')).toEqual(['plan.syntax']);
  });

  test('have ids that are safe integers from 0 on', () => {
    expect(good('0. search("a")\n007. search("b")')[1]).toBe('7. search(query="b")');
    expect(errorsOf('-1. search("a")')).toEqual(['plan.bad-id']);
    expect(errorsOf('9007199254740992. search("a")')).toEqual(['plan.bad-id']);
  });

  test('are nothing inside the strings of a call that is an error itself', () => {
    const text = 'Use search("x\n1. send_email(\\"a\\", \\"b\\", \\"c\\")\n") now\n2. search("b")';
    expect(read(`${text}\n3. join()`).calls).toEqual(['2. search(query="b")']);
  });

  test('name tools whole, with their case, a functions. prefix aside', () => {
    expect(good('1. functions.search("a")')).toEqual([a]);
    for (const name of [
      'Search',
      'my-search',
      'search_',
      '_search',
      'functions.Search',
      '__proto__',
    ]) {
      expect(errorsOf(`1. ${name}("a")`), name).toEqual(['plan.unknown-tool']);
    }
  });
});

describe('text behind a call', () => {
  test('is a remark with a warning behind a read', () => {
    for (const remark of ['-> x', '- x', '(first)', '— x', '= x', '[1]', ': x', '.']) {
      const found = read(`1. search("a") ${remark}\n2. join()`);
      expect(found, remark).toMatchObject({ errors: [], warnings: ['plan.trailing-text-ignored'] });
    }
  });

  test('is a comment behind # or //, and nothing in it counts', () => {
    for (const comment of ['# x 2. send_email("a", "b", "c")', '// search("x")']) {
      expect(read(`1. search("a") ${comment}\n2. join()`)).toMatchObject({
        errors: [],
        warnings: [],
      });
    }
  });

  test('is an error if it is glued on or an operator', () => {
    for (const glued of ['.title', '[0]', '(1)', '+1', ' + 1', ' * 2', ' / 2', '==1', '|x', '-1']) {
      expect(errorsOf(`1. search("a")${glued}`), glued).toEqual(['plan.syntax']);
    }
  });

  test('ends the plan or voids it in a comment too', () => {
    const rest = '\n2. send_email("a", "b", "c")\n3. join()';
    expect(read(`1. search("a") # the end <END_OF_PLAN>${rest}`)).toMatchObject({
      calls: [a],
      end: 'join()',
      errors: [],
    });
    expect(read('1. search("b") # hm </think>\n1. search("a")\n2. join()')).toMatchObject({
      calls: [a],
      errors: [],
    });
  });

  test('behind a write is blanks, decoration or a # comment', () => {
    const write = '1. send_email("a", "b", "c")';
    for (const rest of ['', '  ', ';', ',', ' `', '**', ' # x', '# x']) {
      expect(good(write + rest), rest).toHaveLength(1);
    }
    for (const rest of ['.', ' // x', ' (x)', ' -> x', ' if ok', ')', ' unless', ' :)']) {
      expect(errorsOf(write + rest), rest).toHaveLength(1);
    }
  });

  test('cannot be a guard', () => {
    expect(errorsOf('1. search("a") if $1')).toEqual(['plan.guard']);
  });

  test('may be one parenthesis too many, noted once', () => {
    expect(read('1. search("a")))\n2. join()')).toMatchObject({
      errors: [],
      warnings: ['plan.recovered'],
    });
  });
});

describe('what does not run', () => {
  test('is a <think> block', () => {
    expect(good('<think>1. search("x")\n2. join()<END_OF_PLAN></think>\n1. search("a")')).toEqual([
      a,
    ]);
    expect(good('<Thinking>search("x")</Thinking>1. search("a")')).toEqual([a]);
  });

  test('is a think block within a statement, which joins no words', () => {
    expect(good('1. <think>x</think>search<think>y</think>("a")')).toEqual([a]);
    expect(good('1. list("a")\n2. if<think>x</think>$1: search("x")')).toHaveLength(2);
    expect(errorsOf('1. send<think>x</think>_email("a", "b", "c")')).toEqual(['plan.syntax']);
    expect(errorsOf('1<think>x</think>. search("a")')).toEqual(['plan.missing-id']);
  });

  test('is a think block that is never closed, which is an error', () => {
    expect(read('1. search("a")\n<think>2. search("x")').errors).toEqual(['plan.syntax']);
  });

  test('is all that stands before a stray </think>, errors included', () => {
    const found = read(
      'Thought: x\n1. First.\nsearch("x")\n2. send_email("a", "b", "c")\n</think>1. search("a")\n2. join()',
    );
    expect(found).toMatchObject({ calls: [a], errors: [], warnings: [] });
    expect(good('1. search(</think>\n1. search("a")')).toEqual([a]);
    expect(read('1. First.\n</think>').errors).toEqual(['plan.empty']);
  });

  test('is not what merely holds a </think> in a string', () => {
    expect(good('1. search("</think>")')).toEqual(['1. search(query="</think>")']);
  });

  test('is a Thought or Observation line, where a call with an id is an error', () => {
    expect(good('Thought: search("x")\n**Observation 2:** math("1")\n1. search("a")')).toEqual([a]);
    expect(errorsOf('Thought: 1. search("x")')).toEqual(['plan.syntax']);
    expect(errorsOf('observation: 1) search("x")')).toEqual(['plan.syntax']);
  });

  test('is what stands after the terminal or the end marker', () => {
    for (const end of [
      '2. join()',
      'join()',
      '2. finish("x")',
      '<END_OF_PLAN>',
      '2. finish(1, 2)',
    ]) {
      const found = read(
        `1. search("a")\n${end} 3. send_email("a", "b", "c")\n4. serch(\n5. join(`,
      );
      expect(found.calls, end).toEqual([a]);
      expect(found.errors.length, end).toBe(end.includes('1, 2') ? 1 : 0);
    }
  });
});

describe('terminals', () => {
  test('are join and finish in any letter case, with or without an id', () => {
    expect(read('1. search("a")\n2. JOIN()').end).toBe('2. join()');
    expect(read('1. search("a")\njoin').end).toBe('join()');
    expect(read('1. search("a")\n**2. Join**').end).toBe('2. join()');
    expect(read('1. search("a")\n  Finish($1)').end).toBe('finish($1)');
    expect(read('1. search("a"); join()').end).toBe('join()');
    expect(read('1. search("a") 2. join<END_OF_PLAN>').end).toBe('2. join()');
  });

  test('are not prose that begins with their names', () => {
    const found = read('1. search("a")\nJoin us (today)\njoin the results\nfinish\n2. join()');
    expect(found).toMatchObject({ end: '2. join()', errors: [] });
  });

  test('skip the arguments of join unread', () => {
    expect(read('1. search("a")\n2. join(serch("), ("), [nonsense)').end).toBe('2. join()');
  });

  test('take one value for finish, of any type', () => {
    expect(read('1. finish([1, {"a": $input}])', { inputs: 1 }).end).toBe(
      '1. finish([1, {"a": $input}])',
    );
    expect(read('1. finish(answer="x")').end).toBe('1. finish("x")');
    expect(read('1. finish()').errors).toContain('plan.arguments');
    expect(read('1. finish(1, 2)').errors).toContain('plan.arguments');
  });

  test('may not be guarded, and end the plan all the same', () => {
    for (const end of ['join()', 'join', 'finish("x")']) {
      const found = read(`1. search("a")\n2. if $1: ${end}\n3. search("b")`);
      expect(found, end).toMatchObject({ calls: [a], errors: ['plan.guard'] });
    }
  });

  test('are added with a warning where a plan with tasks ends without', () => {
    for (const text of ['1. search("a")', '1. search("a")\n<END_OF_PLAN>']) {
      expect(read(text)).toMatchObject({
        end: 'join()',
        warnings: ['plan.missing-join'],
        errors: [],
      });
    }
  });

  test('are missing from a text without statements, which is an error', () => {
    for (const text of ['', ' \n', 'I cannot do that.', '<END_OF_PLAN>', '```\n```']) {
      expect(read(text), text).toMatchObject({ end: undefined, errors: ['plan.empty'] });
    }
  });

  test('are recovered where only their parenthesis is missing', () => {
    expect(read('1. search("a")\n2. join(<END_OF_PLAN>').end).toBe('2. join()');
    expect(read('1. search("a")\n2. finish("x"\n```').end).toBe('2. finish("x")');
    expect(read('1. search("a")\n2. finish("x"').errors).toEqual(['plan.unclosed-call']);
  });

  test('do not end the plan where prose speaks of the marker before the first statement', () => {
    expect(good('It ends with <END_OF_PLAN>.\n1. search("a")')).toEqual([a]);
  });
});

describe('a missing parenthesis', () => {
  test('is added to a read where the next statement, a Thought, a fence or the marker is seen', () => {
    for (const next of [
      '2. search("b")',
      '2) search("b")',
      'Thought: x',
      '```',
      '2. join',
      'join()',
      '<END_OF_PLAN>',
      '2. if $1: search("b")',
      '- **2.** search("b")',
    ]) {
      const found = read(`1. search("a"\n\n${next}\n8. join()`);
      expect(found.errors, next).toEqual([]);
      expect(found.warnings, next).toContain('plan.recovered');
      expect(found.calls[0], next).toBe(a);
    }
  });

  test('of a write is an error, and what follows is still read', () => {
    const found = read('1. send_email("a", "b", "c"\n2. search("b")\n3. join()');
    expect(found).toMatchObject({
      calls: ['2. search(query="b")'],
      errors: ['plan.unclosed-call'],
    });
  });

  test('at the end of the text is an error', () => {
    expect(read('1. search("a"').errors).toContain('plan.unclosed-call');
  });

  test('is none where a line of the call begins with a number', () => {
    expect(good('1. math("x", [\n1.5,\n2,\n3\n])')).toHaveLength(1);
    expect(good('1. math(context=[1],\nexpression="x"\n)')).toHaveLength(1);
  });

  test('is none inside a string', () => {
    expect(good('1. search("a\n2. search(x)\n<END_OF_PLAN>\n")')).toHaveLength(1);
  });

  test('together with a missing quote swallows what follows, with an error that says so', () => {
    const { problems } = parsePlan('1. search("a)\n2. search("b")\n3. join()', {
      tools: corpusToolset,
    });
    expect(problems.map(({ code, line }) => [code, line])).toEqual([
      ['plan.unclosed-string', 1],
      ['plan.syntax', 2],
    ]);
  });
});

describe('strings', () => {
  const text = (literal: string): unknown => {
    const { tasks, problems } = parsePlan(`1. search(${literal})\n2. join()`, {
      tools: corpusToolset,
    });
    expect(problems.filter((problem) => problem.severity === 'error')).toEqual([]);
    const value = tasks[0]?.args.entries[0]?.[1];
    return value?.kind === 'literal' ? value.value : value;
  };

  test('have double, single, triple, typographic and backtick quotes', () => {
    for (const literal of ['"a"', "'a'", '"""a"""', "'''a'''", '“a”', '‘a’', '„a“', '”a”', '`a`']) {
      expect(text(literal), literal).toBe('a');
    }
    expect(text('"""a "b" ""c"""')).toBe('a "b" ""c');
    expect(text('""')).toBe('');
    expect(text("''")).toBe('');
  });

  test('know the escapes of JSON and Python, and keep unknown ones', () => {
    expect(text('"\\"\\\\\\/\\b\\f\\n\\r\\t"')).toBe('"\\/\b\f\n\r\t');
    expect(text('"\\u00e9\\x41\\u{1F600}\\U0001F600\\`\\\'"')).toBe("éA😀😀`'");
    expect(text('"a\\\nb"')).toBe('ab');
    expect(text('"\\d \\q \\u12 \\xz \\u{110000} \\U0011"')).toBe(
      '\\d \\q \\u12 \\xz \\u{110000} \\U0011',
    );
    expect(text('"\\ud83d\\ude00 \\ud83d"')).toBe('😀 \ufffd');
  });

  test('with r in front keep their backslashes', () => {
    expect(text('r"a\\n\\d"')).toBe('a\\n\\d');
    expect(text('R"cost \\$1"')).toBe('cost \\$1');
  });

  test('keep raw line breaks and what looks like code', () => {
    expect(text('"a\r\nb # c // d ) ] <think>"')).toBe('a\r\nb # c // d ) ] <think>');
  });

  test('with another prefix, glued or without a comma are errors', () => {
    for (const literal of ['f"a"', 'b"a"', 'u"a"', '"a" "b"', '"a" + "b"', '"a"b', '("a")']) {
      expect(errorsOf(`1. search(${literal})`), literal).toEqual(['plan.syntax']);
    }
  });

  test('have an apostrophe between word characters repaired for reads only', () => {
    expect(read("1. search('What's é's top?')\n2. join()")).toMatchObject({
      calls: ['1. search(query="What\'s é\'s top?")'],
      warnings: ['plan.recovered', 'plan.recovered'],
    });
    expect(errorsOf("1. send_email('a', 'it's', 'c')")).toEqual(['plan.syntax']);
  });
});

describe('values', () => {
  test('are numbers, true, false, null, lists and objects, as in JSON or Python', () => {
    expect(
      good('1. math("x", [1, -2.5, 1e3, True, false, None, null, {"a": [], "b": {},},])'),
    ).toEqual([
      '1. math(expression="x", context=[1, -2.5, 1000, true, false, null, null, {"a": [], "b": {}}])',
    ]);
  });

  test('are never evaluated', () => {
    for (const [value, code] of [
      ['1 + 2', 'plan.syntax'],
      ['[x]', 'plan.syntax'],
      ['[foo(1)]', 'plan.nested-call'],
      ['[search("a")]', 'plan.nested-call'],
      ['[1:2]', 'plan.syntax'],
      ['[x for x in y]', 'plan.syntax'],
      ['[NaN]', 'plan.syntax'],
      ['[Infinity]', 'plan.syntax'],
      ['[1e999]', 'plan.syntax'],
      ['[12345678901234567890]', 'plan.syntax'],
      ['[01]', 'plan.syntax'],
      ['[.5]', 'plan.syntax'],
      ['[1_000]', 'plan.syntax'],
      ['{"a"}', 'plan.syntax'],
      ['[1 2]', 'plan.syntax'],
      ['[,]', 'plan.syntax'],
    ]) {
      expect(errorsOf(`1. math("x", ${value})`), value).toEqual([code]);
    }
  });

  test('have keys that are plain text', () => {
    expect(errorsOf('1. math("x", [{"$1": 2}])')).toEqual(['plan.bad-reference']);
    expect(good('1. math("x", [{"\\$1": 2, "US$1": 3}])')[0]).toContain('{"\\$1": 2, "US\\$1": 3}');
    expect(errorsOf('1. math("x", [{"__proto__": 2}])')).toEqual(['plan.forbidden-key']);
    expect(errorsOf('1. math("x", [{"a": 2, "a": 3}])')).toEqual(['plan.duplicate-parameter']);
  });

  test('have unquoted keys repaired for reads only', () => {
    expect(read('1. search({query: "a"})\n2. join()')).toMatchObject({
      calls: [a],
      warnings: ['plan.recovered'],
    });
    expect(errorsOf('1. send_email({to: "a", "subject": "b", "body": "c"})')).toEqual([
      'plan.syntax',
    ]);
  });

  test('may be given by name, with = or :, in any order', () => {
    expect(good('1. math(context: [1], expression = "x")')).toEqual([
      '1. math(expression="x", context=[1])',
    ]);
  });

  test('may be one bare text for the one required string of a read', () => {
    for (const [written, meant] of [
      ['cheetah top speed', 'cheetah top speed'],
      ["What's up", "What's up"],
      ['Paris, France', 'Paris, France'],
      ['query=cheetah speed', 'cheetah speed'],
      ['query: cheetah speed', 'cheetah speed'],
      ['https://a.b/c?d=e', 'https://a.b/c?d=e'],
      ['007', '007'],
      ['5 km/h', '5 km/h'],
      ['f(x) = (1 + 2)', 'f(x) = (1 + 2)'],
      ['None of these', 'None of these'],
    ] as const) {
      const found = read(`1. search(${written})\n2. join()`);
      expect(found, written).toMatchObject({
        calls: [`1. search(query=${JSON.stringify(meant)})`],
        warnings: ['plan.recovered'],
      });
    }
    expect(good('1. list("a")\n2. math($1.x + $1[0])')[1]).toBe(
      '2. math(expression="${1.x} + ${1[0]}")',
    );
  });

  test('are no bare text where it may mean something else', () => {
    for (const written of ['query', 'x = 5', '[1, 2', 'NaN', 'undefined', 'the "best" one']) {
      expect(errorsOf(`1. search(${written})`).length, written).toBeGreaterThan(0);
    }
    expect(errorsOf('1. math(3 + 4, [1])')).toEqual(['plan.syntax']);
    expect(errorsOf('1. search(a + fetch (b))')).toEqual(['plan.nested-call']);
    expect(errorsOf('1. send_email(a)')).toEqual(['plan.syntax']);
  });
});

describe('references', () => {
  const second = (argument: string): string =>
    good(`1. list("a")\n2. search(${argument})`)[1] ?? '';

  test('have paths of names, indexes, quoted keys and wildcards', () => {
    expect(second('$1.a_b[0]["c d"][\'e\'].é')).toBe('2. search(query=$1.a_b[0]["c d"].e["é"])');
    expect(second('${1.a[0]}')).toBe('2. search(query=$1.a[0])');
    expect(second('${1}.a?')).toBe('2. search(query=$1.a?)');
    expect(second('$1 [ 0 ]'.replace(' ', ''))).toBe('2. search(query=$1[0])');
  });

  test('are a whole string, or stand inside longer text', () => {
    expect(second('"$1.a"')).toBe('2. search(query=$1.a)');
    expect(second('"$1.a?"')).toBe('2. search(query=$1.a?)');
    expect(second('"is it $1.a?"')).toBe('2. search(query="is it ${1.a}?")');
    expect(second('"is it ${1.a?}"')).toBe('2. search(query="is it ${1.a?}")');
    expect(second('"${1}?"')).toBe('2. search(query="${1}?")');
    expect(second('"${1}.a"')).toBe('2. search(query="${1}.a")');
    expect(second('"$1. And $1.a. $1km"')).toBe('2. search(query="${1}. And ${1.a}. ${1}km")');
  });

  test('are none behind an escape or a doubled dollar', () => {
    expect(second('"\\$1 $$1 $${1} \\u00241 \\x241 $$$1 $ $x"')).toBe(
      '2. search(query="\\$1 \\$1 \\${1} \\$1 \\$1 $\\$1 $ $x")',
    );
    expect(second('"\\\\$1"')).toBe('2. search(query="\\\\${1}")');
  });

  test('are money where a sum is written', () => {
    for (const sum of [
      '$1.5',
      '$1,000',
      '$1,000.50',
      '$1 million',
      '$1 Billion',
      '$1 USD',
      '$1 dollars',
      'US$1',
      'C$1',
      'HK$1',
    ]) {
      const found = read(`1. list("a")\n2. search("for ${sum}.")\n3. join()`);
      expect(found.calls[1], sum).not.toContain('${');
      expect(found.warnings, sum).toEqual(['plan.literal-dollar']);
      expect(errorsOf(`1. list("a")\n2. send_email("a", "b", "for ${sum}.")`), sum).toEqual([
        'plan.ambiguous-dollar',
      ]);
    }
    expect(second('"$1 millionth $1,00 $1,0000 xUS$1 US${1}"')).toBe(
      '2. search(query="${1} millionth ${1},00 ${1},0000 xUS${1} US${1}")',
    );
  });

  test('with a method call or a bad subscript are errors, also in text', () => {
    for (const path of [
      '.split(x)',
      '[-1]',
      '[0:3]',
      '[x]',
      '[]',
      '[1.5]',
      '[99999999999999999999]',
    ]) {
      expect(errorsOf(`1. list("a")\n2. search($1${path})`), path).toContain('plan.bad-reference');
      expect(errorsOf(`1. list("a")\n2. search('see $1${path}')`), path).toContain(
        'plan.bad-reference',
      );
    }
    expect(errorsOf('1. list("a")\n2. search("${1 + 2}")')).toEqual(['plan.bad-reference']);
    expect(errorsOf('1. list("a")\n2. search($name)')).toEqual(['plan.bad-reference']);
  });

  test('of other systems are plain text', () => {
    expect(second('"#E1 {1} {{1}} $name ${name} $\uff11"')).toContain(
      '#E1 {1} {{1}} $name \\${name} $\uff11',
    );
  });
});

describe('guards', () => {
  const guard = (condition: string): string | undefined =>
    good(`1. list("a")\n2. if ${condition}: search("x")`)[1]?.replace(
      /^2\. if (.*): search.*$/,
      '$1',
    );

  test('compare, combine and nest values and references', () => {
    for (const [written, printed] of [
      ['$1', '$1'],
      ['($1.a)', '$1.a'],
      ['not $1.a == 2', 'not $1.a == 2'],
      ['($1.a==2)', '$1.a == 2'],
      ['$1.a not in ["x:y", 2] or $1.b in "c)"', '$1.a not in ["x:y", 2] or $1.b in "c)"'],
      [
        '$1.a and ($1.b or $1.c) and not ($1.d and $1.e)',
        '$1.a and ($1.b or $1.c) and not ($1.d and $1.e)',
      ],
      ['$1.a or $1.b and $1.c', '$1.a or $1.b and $1.c'],
      ['$1.a and ($1.b and $1.c)', '$1.a and ($1.b and $1.c)'],
      ['($1.a >= 2) and {"a": 1} != $1?', '$1.a >= 2 and {"a": 1} != $1?'],
    ] as const) {
      expect(guard(written), written).toBe(printed);
    }
  });

  test('with anything else are errors, and their call does not run', () => {
    for (const condition of [
      'it is needed',
      '$1 = 2',
      '$1 is None',
      '$1 && 2',
      '1 < $1 < 3',
      '($1',
      '',
      '$1 ==',
      'math("1")',
      '($1 == 1) == 2',
      '$1 == 1 2',
      'not',
    ]) {
      const found = read(`1. list("a")\n2. if ${condition}: search("x")\n3. join()`);
      expect(found.calls, condition).toHaveLength(1);
      expect(found.errors, condition).toContain('plan.guard');
    }
    expect(errorsOf('1. list("a")\n2. if $1 search("x")')).toEqual(['plan.guard']);
    expect(errorsOf('1. list("a")\n2. if $1: and then')).toEqual(['plan.guard']);
    expect(errorsOf('1. list("a")\n2. if $1:\n3. search("x")')).toContain('plan.guard');
  });

  test('may stand close to their parenthesis', () => {
    expect(guard('($1.a) == 1')).toBe('$1.a == 1');
    expect(good('1. list("a")\n2. if($1.a): search("x")')).toHaveLength(2);
  });
});

describe('limits', () => {
  test('bound what a problem says', () => {
    const { problems } = parsePlan(`1. search("$7${'.a'.repeat(5_000)}")\n2. join()`, {
      tools: corpusToolset,
    });
    expect(problems[0]?.message.slice(0, 8)).toBe('$7.a.a.a');
    expect(problems[0]?.message.length).toBeLessThan(2_100);
  });

  const limits = { nesting: 3, statementLength: 40, planLength: 120 };

  test('bound nesting, one statement and the whole plan', () => {
    expect(read('1. math("x", [[[1]]])\n2. join()', { limits }).errors).toEqual([]);
    expect(read('1. math("x", [[[[1]]]])\n2. join()', { limits }).errors).toEqual([
      'plan.too-deep',
    ]);
    expect(read('1. math("x", [{"a": [{}]}])\n2. join()', { limits }).errors).toEqual([
      'plan.too-deep',
    ]);
    const long = 'x'.repeat(38);
    expect(read(`1. search("${long}")\n2. join()`, { limits }).errors).toEqual([]);
    expect(read(`1. search("${long}x")\n2. search("a")\n3. join()`, { limits })).toMatchObject({
      errors: ['plan.too-long'],
      calls: ['2. search(query="a")'],
    });
    expect(read('1. search("a")\n'.repeat(9), { limits }).errors).toContain('plan.too-long');
  });

  test('bound a guard, of which nothing is dropped before it is read', () => {
    const guarded = (length: number): string =>
      `1. search("a")\n2. if $1 == "b" and ${' '.repeat(length - 19)}true: send_email("a", "b", "c")`;
    expect(read(`${guarded(40)}\n3. join()`, { limits: { statementLength: 40 } })).toMatchObject({
      errors: [],
      calls: [a, '2. if $1 == "b" and true: send_email(to="a", subject="b", body="c")'],
    });
    for (const length of [41, 500, 2_000]) {
      const text = `${guarded(length)}\n3. join()`;
      expect(read(text, { limits: { statementLength: 40 } })).toMatchObject({
        errors: ['plan.too-long'],
        calls: [a],
      });
    }
  });

  test('bound a guard as nesting does', () => {
    const chain = (length: number): string =>
      `1. list("a")\n2. if ${'$1 and '.repeat(length)}1: search("x")\n3. join()`;
    expect(read(chain(64)).errors).toEqual([]);
    expect(read(chain(65)).errors).toEqual(['plan.too-deep']);
    expect(
      read(`1. list("a")\n2. if ${'not '.repeat(65)}$1: search("x")\n3. join()`).errors,
    ).toEqual(['plan.too-deep']);
    expect(
      read(`1. list("a")\n2. if ${'('.repeat(65)}$1${')'.repeat(65)}: search("x")\n3. join()`)
        .errors,
    ).toEqual(['plan.too-deep']);
  });

  test('hold whatever the limit says', () => {
    const deep = `1. math("x", ${'['.repeat(50_000)}${']'.repeat(50_000)})\n2. join()`;
    expect(read(deep, { limits: { nesting: 1e9 } }).errors).toEqual(['plan.too-deep']);
  });

  test('leave a plan of the wrong shape and a megabyte readable', () => {
    const million = 1_000_000;
    for (const text of [
      '('.repeat(million),
      `1. math(${'('.repeat(million - 10)}`,
      '1. foo\n'.repeat(million / 7),
      `1. search("${'x'.repeat(10 * million)}")`,
      `1. if ${'not '.repeat(million / 4 - 10)}`,
      `1. search(\n${'1. a b\n'.repeat(million / 8)}`,
      `Thought: ${'1. search('.repeat(million / 11)}`,
      '</thin'.repeat(million / 7),
      `1.${'\n'.repeat(million - 2)}`,
    ]) {
      expect(read(text).errors.length, text.slice(0, 20)).toBeGreaterThan(0);
    }
  });
});

describe('a text that was cut', () => {
  test('is never complete, unless the plan had ended', () => {
    expect(read('1. search("a")\n2. search("b")', { complete: false })).toMatchObject({
      errors: ['plan.truncated'],
      end: undefined,
    });
    expect(read('1. search("a")\n2. join() and', { complete: false }).errors).toEqual([]);
    expect(read('', { complete: false }).errors).toEqual(['plan.truncated']);
  });

  test('runs nothing unfinished', () => {
    for (const [text, code] of [
      ['2. search("b', 'plan.unclosed-string'],
      ['2. search("b"', 'plan.unclosed-call'],
      ['2. search(b', 'plan.unclosed-call'],
      ['2. join', undefined],
      ['2. join(', 'plan.unclosed-call'],
      ['2. finish("x"', 'plan.unclosed-call'],
      ['2. sea', undefined],
      ['2. if $1', 'plan.guard'],
      ['<think>', undefined],
    ] as const) {
      const found = read(`1. search("a")\n${text}`, { complete: false });
      expect(found.calls, text).toEqual([a]);
      expect(found.end, text).toBeUndefined();
      expect(found.errors, text).toEqual([...(code === undefined ? [] : [code]), 'plan.truncated']);
    }
  });
});

describe('thoughts', () => {
  test('are joined and attached to the next call', () => {
    const { tasks } = parsePlan(
      'Thought: one\n**Thought 2:** two \n\n1. search("a")\nthought: three\n2. search("b")\n3. search("c")\nThought: x\n4. join()',
      { tools: corpusToolset },
    );
    expect(tasks.map((task) => task.thought)).toEqual(['one\ntwo', 'three', undefined]);
  });

  test('behind a call without its parenthesis still count', () => {
    const { tasks } = parsePlan('1. search("a"\nThought: one\n2. search("b")\n3. join()', {
      tools: corpusToolset,
    });
    expect(tasks.map((task) => task.thought)).toEqual([undefined, 'one']);
  });

  test('are kept up to a bound', () => {
    const text = `${`Thought: ${'x'.repeat(3_000)}\n`.repeat(20)}1. search("a")\n2. join()`;
    const { tasks } = parsePlan(text, { tools: corpusToolset });
    expect(tasks[0]?.thought?.length).toBeLessThan(20_000);
  });

  test('with a call that has an id are no place for a second one either', () => {
    const found = read('Thought: 1. search("x") 2. search("y")\n3. join()');
    expect(found).toMatchObject({ calls: [], errors: ['plan.syntax'] });
  });
});
