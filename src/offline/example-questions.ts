/** The question of `npm start`: nine calls, three deep. */
export const defaultQuestion =
  'How much higher is the average of Everest, K2 and Kangchenjunga than the average of Mont Blanc, the Matterhorn and Mount Elbrus?';

/** Questions of the family, one for each thing it can do. */
export const exampleQuestions: readonly string[] = [
  'How much higher is Mount Everest than K2?',
  'Which is longer, the Nile or the Amazon?',
  'What are the three highest mountains in Africa?',
  'How many times larger is Jupiter than Earth?',
  'What is the total population of France and Germany?',
  'What is the average height of the five tallest buildings?',
  'Which rivers are longer than 5,000 km?',
  'How many countries are larger than France?',
  'What is the population of the capital of Japan?',
  'What is 20% of 8,849?',
];
