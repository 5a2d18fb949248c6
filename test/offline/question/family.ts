/** Questions of the family, each with the query they are and the calls they become. */
export const family: readonly {
  readonly question: string;
  readonly kind: string;
  readonly calls: readonly string[];
}[] = [
  {
    question: 'How much higher is Mount Everest than K2?',
    kind: 'difference',
    calls: [
      'lookup("Mount Everest", "height")',
      'lookup("K2", "height")',
      'calculate("${1.value} - ${2.value}")',
    ],
  },
  {
    question: 'Which is longer, the Nile or the Amazon?',
    kind: 'compare',
    calls: [
      'lookup("Nile", "length")',
      'lookup("Amazon", "length")',
      'calculate("max(${1.value}, ${2.value}) - min(${1.value}, ${2.value})")',
    ],
  },
  {
    question: 'What are the three highest mountains?',
    kind: 'list',
    calls: ['list_entities("mountain", sort_by="height", limit=3)', 'lookup($1[*].name, "height")'],
  },
  {
    question: 'What is the total population of France and Germany?',
    kind: 'value',
    calls: [
      'lookup("France", "population")',
      'lookup("Germany", "population")',
      'calculate("sum(${1.value}, ${2.value})")',
    ],
  },
  {
    question: 'How many times larger is Jupiter than Earth?',
    kind: 'ratio',
    calls: [
      'lookup("Jupiter", "diameter")',
      'lookup("Earth", "diameter")',
      'calculate("${1.value} / ${2.value}")',
    ],
  },
  {
    question: 'Which of Everest, K2 and Kangchenjunga is the highest?',
    kind: 'compare',
    calls: [
      'lookup("Mount Everest", "height")',
      'lookup("K2", "height")',
      'lookup("Kangchenjunga", "height")',
      'calculate("max(${1.value}, ${2.value}, ${3.value}) - min(${1.value}, ${2.value}, ${3.value})")',
    ],
  },
  {
    question: 'List the rivers longer than 5,000 km',
    kind: 'list',
    calls: [
      'list_entities("river", where=[{"attribute": "length", "operator": ">", "value": 5000}], sort_by="length")',
      'lookup($1[*].name, "length")',
    ],
  },
  {
    question: 'What is the height of Mont Blanc?',
    kind: 'value',
    calls: ['lookup("Mont Blanc", "height")'],
  },
  {
    question: 'What is the average height of Everest, K2 and Lhotse?',
    kind: 'value',
    calls: [
      'lookup("Mount Everest", "height")',
      'lookup("K2", "height")',
      'lookup("Lhotse", "height")',
      'calculate("mean(${1.value}, ${2.value}, ${3.value})")',
    ],
  },
  {
    question: 'Which country has more people, France or Germany?',
    kind: 'compare',
    calls: [
      'lookup("France", "population")',
      'lookup("Germany", "population")',
      'calculate("max(${1.value}, ${2.value}) - min(${1.value}, ${2.value})")',
    ],
  },
  {
    question: 'Compare the heights of Everest, K2, Kangchenjunga, Lhotse and Makalu',
    kind: 'compare',
    calls: [
      'lookup("Mount Everest", "height")',
      'lookup("K2", "height")',
      'lookup("Kangchenjunga", "height")',
      'lookup("Lhotse", "height")',
      'lookup("Makalu", "height")',
      'calculate("max(${1.value}, ${2.value}, ${3.value}, ${4.value}, ${5.value}) - min(${1.value}, ${2.value}, ${3.value}, ${4.value}, ${5.value})")',
    ],
  },
  {
    question: 'How much higher is Everest than the mean of K2 and Lhotse?',
    kind: 'difference',
    calls: [
      'lookup("Mount Everest", "height")',
      'lookup("K2", "height")',
      'lookup("Lhotse", "height")',
      'calculate("mean(${2.value}, ${3.value})")',
      'calculate("${1.value} - ${4}")',
    ],
  },
  {
    question: 'How high is K2?',
    kind: 'value',
    calls: ['lookup("K2", "height")'],
  },
  {
    question: 'How tall is the Eiffel Tower?',
    kind: 'value',
    calls: ['lookup("Eiffel Tower", "height")'],
  },
  {
    question: 'How old is the Eiffel Tower?',
    kind: 'value',
    calls: ['lookup("Eiffel Tower", "completed")'],
  },
  {
    question: 'When was the Empire State Building completed?',
    kind: 'value',
    calls: ['lookup("Empire State Building", "completed")'],
  },
  {
    question: 'Who discovered Titan?',
    kind: 'value',
    calls: ['lookup("Titan", "discoverer")'],
  },
  {
    question: 'Where is Denali?',
    kind: 'value',
    calls: ['lookup("Denali", "country")'],
  },
  {
    question: 'What is the capital of Peru?',
    kind: 'value',
    calls: ['lookup("Peru", "capital")'],
  },
  {
    question: 'What is the population of the capital of France?',
    kind: 'value',
    calls: ['lookup("France", "capital")', 'lookup($1.value, "population")'],
  },
  {
    question: 'How many people live in Japan?',
    kind: 'value',
    calls: ['lookup("Japan", "population")'],
  },
  {
    question: 'How many mountains in Nepal are higher than 8,000 m?',
    kind: 'count',
    calls: [
      'list_entities("mountain", where=[{"attribute": "country", "operator": "is", "value": "Nepal"}, {"attribute": "height", "operator": ">", "value": 8000}])',
    ],
  },
  {
    question: 'Which mountains in Nepal are higher than 8,000 m?',
    kind: 'list',
    calls: [
      'list_entities("mountain", where=[{"attribute": "country", "operator": "is", "value": "Nepal"}, {"attribute": "height", "operator": ">", "value": 8000}], sort_by="height")',
      'lookup($1[*].name, "height")',
    ],
  },
  {
    question: 'mountains over 8000 metres in Pakistan',
    kind: 'list',
    calls: [
      'list_entities("mountain", where=[{"attribute": "country", "operator": "is", "value": "Pakistan"}, {"attribute": "height", "operator": ">", "value": 8000}], sort_by="height")',
      'lookup($1[*].name, "height")',
    ],
  },
  {
    question: 'How many rivers are there in Africa?',
    kind: 'count',
    calls: [
      'list_entities("river", where=[{"attribute": "continent", "operator": "is", "value": "Africa"}])',
    ],
  },
  {
    question: 'What is the largest lake in Africa?',
    kind: 'value',
    calls: [
      'list_entities("lake", where=[{"attribute": "continent", "operator": "is", "value": "Africa"}], sort_by="area", limit=1)',
      'lookup($1[0].name, "area")',
    ],
  },
  {
    question: 'What is the deepest lake?',
    kind: 'value',
    calls: ['list_entities("lake", sort_by="depth", limit=1)', 'lookup($1[0].name, "depth")'],
  },
  {
    question: 'What are the five largest countries by population?',
    kind: 'list',
    calls: [
      'list_entities("country", sort_by="population", limit=5)',
      'lookup($1[*].name, "population")',
    ],
  },
  {
    question: 'What is the most populous city in Europe?',
    kind: 'value',
    calls: [
      'list_entities("city", where=[{"attribute": "continent", "operator": "is", "value": "Europe"}], sort_by="population", limit=1)',
      'lookup($1[0].name, "population")',
    ],
  },
  {
    question: 'Which country has the largest population?',
    kind: 'value',
    calls: [
      'list_entities("country", sort_by="population", limit=1)',
      'lookup($1[0].name, "population")',
    ],
  },
  {
    question: 'What is the population of the largest country?',
    kind: 'value',
    calls: [
      'list_entities("country", sort_by="area", limit=1)',
      'lookup($1[0].name, "population")',
    ],
  },
  {
    question: 'What is the capital of the largest country in Africa?',
    kind: 'value',
    calls: [
      'list_entities("country", where=[{"attribute": "continent", "operator": "is", "value": "Africa"}], sort_by="area", limit=1)',
      'lookup($1[0].name, "capital")',
    ],
  },
  {
    question: 'What is the second highest mountain?',
    kind: 'value',
    calls: ['list_entities("mountain", sort_by="height", limit=2)', 'lookup($1[1].name, "height")'],
  },
  {
    question: 'What is the average height of the five highest mountains?',
    kind: 'value',
    calls: [
      'list_entities("mountain", sort_by="height", limit=5)',
      'lookup($1[*].name, "height")',
      'calculate("mean(values)", $2[*].value)',
    ],
  },
  {
    question:
      'What is the total area of the Great Lakes: Lake Superior, Lake Huron, Lake Michigan, Lake Erie and Lake Ontario?',
    kind: 'value',
    calls: [
      'lookup("Lake Superior", "area")',
      'lookup("Lake Huron", "area")',
      'lookup("Lake Michigan", "area")',
      'lookup("Lake Erie", "area")',
      'lookup("Lake Ontario", "area")',
      'calculate("sum(${1.value}, ${2.value}, ${3.value}, ${4.value}, ${5.value})")',
    ],
  },
  {
    question: 'What is the difference between the height of Everest and the height of Denali?',
    kind: 'difference',
    calls: [
      'lookup("Mount Everest", "height")',
      'lookup("Denali", "height")',
      'calculate("${1.value} - ${2.value}")',
    ],
  },
  {
    question: 'What is the difference in length between the Danube and the Rhine?',
    kind: 'difference',
    calls: [
      'lookup("Danube", "length")',
      'lookup("Rhine", "length")',
      'calculate("${1.value} - ${2.value}")',
    ],
  },
  {
    question: 'What is the ratio of the area of Russia to the area of Canada?',
    kind: 'ratio',
    calls: [
      'lookup("Russia", "area")',
      'lookup("Canada", "area")',
      'calculate("${1.value} / ${2.value}")',
    ],
  },
  {
    question: 'How many times faster is a cheetah than a lion?',
    kind: 'ratio',
    calls: [
      'lookup("Cheetah", "top_speed")',
      'lookup("Lion", "top_speed")',
      'calculate("${1.value} / ${2.value}")',
    ],
  },
  {
    question: 'Is Everest higher than K2?',
    kind: 'compare',
    calls: [
      'lookup("Mount Everest", "height")',
      'lookup("K2", "height")',
      'calculate("max(${1.value}, ${2.value}) - min(${1.value}, ${2.value})")',
    ],
  },
  {
    question: 'Is the Rhine longer than the Danube?',
    kind: 'compare',
    calls: [
      'lookup("Rhine", "length")',
      'lookup("Danube", "length")',
      'calculate("max(${1.value}, ${2.value}) - min(${1.value}, ${2.value})")',
    ],
  },
  {
    question: 'Which planet is closest to the Sun?',
    kind: 'value',
    calls: [
      'list_entities("planet", sort_by="distance_from_sun", order="ascending", limit=1)',
      'lookup($1[0].name, "distance_from_sun")',
    ],
  },
  {
    question: 'How far is Neptune from the Sun?',
    kind: 'value',
    calls: ['lookup("Neptune", "distance_from_sun")'],
  },
  {
    question: 'Which is heavier, gold or lead?',
    kind: 'compare',
    calls: [
      'lookup("Gold", "atomic_mass")',
      'lookup("Lead", "atomic_mass")',
      'calculate("max(${1.value}, ${2.value}) - min(${1.value}, ${2.value})")',
    ],
  },
  {
    question: 'What is the melting point of tungsten?',
    kind: 'value',
    calls: ['lookup("Tungsten", "melting_point")'],
  },
  {
    question: 'Which has the higher melting point, iron or copper?',
    kind: 'compare',
    calls: [
      'lookup("Iron", "melting_point")',
      'lookup("Copper", "melting_point")',
      'calculate("max(${1.value}, ${2.value}) - min(${1.value}, ${2.value})")',
    ],
  },
  {
    question: 'List all noble gases',
    kind: 'list',
    calls: [
      'list_entities("element", where=[{"attribute": "class", "operator": "is", "value": "noble gases"}], sort_by="atomic_number")',
      'lookup($1[*].name, "atomic_number")',
    ],
  },
  {
    question: 'Which buildings were completed before 1930?',
    kind: 'list',
    calls: [
      'list_entities("building", where=[{"attribute": "completed", "operator": "<", "value": 1930}], sort_by="completed")',
      'lookup($1[*].name, "completed")',
    ],
  },
  {
    question: 'Which buildings have more than 110 floors?',
    kind: 'list',
    calls: [
      'list_entities("building", where=[{"attribute": "floors", "operator": ">", "value": 110}], sort_by="floors")',
      'lookup($1[*].name, "floors")',
    ],
  },
  {
    question: 'Which countries have more than 200 million people?',
    kind: 'list',
    calls: [
      'list_entities("country", where=[{"attribute": "population", "operator": ">", "value": 200000000}], sort_by="population")',
      'lookup($1[*].name, "population")',
    ],
  },
  {
    question: 'How many countries are larger than France?',
    kind: 'count',
    calls: [
      'lookup("France", "area")',
      'list_entities("country", where=[{"attribute": "area", "operator": ">", "value": $1.value}])',
    ],
  },
  {
    question: 'Which moons of Jupiter are larger than 3,000 km?',
    kind: 'list',
    calls: [
      'list_entities("moon", where=[{"attribute": "planet", "operator": "is", "value": "Jupiter"}, {"attribute": "diameter", "operator": ">", "value": 3000}], sort_by="diameter")',
      'lookup($1[*].name, "diameter")',
    ],
  },
  {
    question: 'What is the largest moon of Saturn?',
    kind: 'value',
    calls: [
      'list_entities("moon", where=[{"attribute": "planet", "operator": "is", "value": "Saturn"}], sort_by="diameter", limit=1)',
      'lookup($1[0].name, "diameter")',
    ],
  },
  {
    question: 'What is 2 + 3 * 4?',
    kind: 'arithmetic',
    calls: ['calculate("2 + 3 * 4")'],
  },
  {
    question: '20% of 8,849',
    kind: 'arithmetic',
    calls: ['calculate("20% of 8,849")'],
  },
  {
    question: 'How much is (8849 - 8611) / 2, just the number',
    kind: 'arithmetic',
    calls: ['calculate("(8849 - 8611) / 2")'],
  },
  {
    question: 'Tell me about Kangchenjunga',
    kind: 'about',
    calls: ['search("Kangchenjunga", 1)'],
  },
  {
    question: 'How high is Mount Doom?',
    kind: 'value',
    calls: ['lookup("Mount Doom", "height")'],
  },
  {
    question: 'How much higher is Everest than Mount Doom?',
    kind: 'difference',
    calls: [
      'lookup("Mount Everest", "height")',
      'lookup("Mount Doom", "height")',
      'calculate("${1.value} - ${2.value}")',
    ],
  },
  {
    question: 'Rank Everest, K2 and Lhotse by first ascent',
    kind: 'compare',
    calls: [
      'lookup("Mount Everest", "first_ascent")',
      'lookup("K2", "first_ascent")',
      'lookup("Lhotse", "first_ascent")',
      'calculate("max(${1.value}, ${2.value}, ${3.value}) - min(${1.value}, ${2.value}, ${3.value})")',
    ],
  },
  {
    question: 'What are the oldest buildings in New York?',
    kind: 'list',
    calls: [
      'list_entities("building", where=[{"attribute": "city", "operator": "is", "value": "New York"}], sort_by="completed", order="ascending", limit=5)',
      'lookup($1[*].name, "completed")',
    ],
  },
  {
    question: 'How much older is the Eiffel Tower than the Empire State Building?',
    kind: 'difference',
    calls: [
      'lookup("Eiffel Tower", "completed")',
      'lookup("Empire State Building", "completed")',
      'calculate("${1.value} - ${2.value}")',
    ],
  },
  {
    question: 'What is the combined height of the Burj Khalifa and the Eiffel Tower?',
    kind: 'value',
    calls: [
      'lookup("Burj Khalifa", "height")',
      'lookup("Eiffel Tower", "height")',
      'calculate("sum(${1.value}, ${2.value})")',
    ],
  },
  {
    question: 'Which weighs more, an elephant or a blue whale?',
    kind: 'compare',
    calls: [
      'lookup("African bush elephant", "weight")',
      'lookup("Blue whale", "weight")',
      'calculate("max(${1.value}, ${2.value}) - min(${1.value}, ${2.value})")',
    ],
  },
  {
    question: 'Which is colder, Uranus or Neptune?',
    kind: 'compare',
    calls: [
      'lookup("Uranus", "temperature")',
      'lookup("Neptune", "temperature")',
      'calculate("max(${1.value}, ${2.value}) - min(${1.value}, ${2.value})")',
    ],
  },
  {
    question: 'How much bigger is the Pacific Ocean than the Atlantic Ocean?',
    kind: 'difference',
    calls: [
      'lookup("Pacific Ocean", "area")',
      'lookup("Atlantic Ocean", "area")',
      'calculate("${1.value} - ${2.value}")',
    ],
  },
  {
    question:
      'What is the difference between the highest mountain in Africa and the highest mountain in Europe?',
    kind: 'difference',
    calls: [
      'list_entities("mountain", where=[{"attribute": "continent", "operator": "is", "value": "Africa"}], sort_by="height", limit=1)',
      'lookup($1[0].name, "height")',
      'list_entities("mountain", where=[{"attribute": "continent", "operator": "is", "value": "Europe"}], sort_by="height", limit=1)',
      'lookup($3[0].name, "height")',
      'calculate("${2.value} - ${4.value}")',
    ],
  },
  {
    question:
      'How much higher is the average of Everest, K2 and Kangchenjunga than the average of Mont Blanc, the Matterhorn and Mount Elbrus?',
    kind: 'difference',
    calls: [
      'lookup("Mount Everest", "height")',
      'lookup("K2", "height")',
      'lookup("Kangchenjunga", "height")',
      'calculate("mean(${1.value}, ${2.value}, ${3.value})")',
      'lookup("Mont Blanc", "height")',
      'lookup("Matterhorn", "height")',
      'lookup("Mount Elbrus", "height")',
      'calculate("mean(${5.value}, ${6.value}, ${7.value})")',
      'calculate("${4} - ${8}")',
    ],
  },
  {
    question: 'How many more people live in India than in Brazil?',
    kind: 'difference',
    calls: [
      'lookup("India", "population")',
      'lookup("Brazil", "population")',
      'calculate("${1.value} - ${2.value}")',
    ],
  },
  {
    question: 'How tall is the tallest building in China?',
    kind: 'value',
    calls: [
      'list_entities("building", where=[{"attribute": "country", "operator": "is", "value": "China"}], sort_by="height", limit=1)',
      'lookup($1[0].name, "height")',
    ],
  },
  {
    question: 'Which is the shortest river in Europe?',
    kind: 'value',
    calls: [
      'list_entities("river", where=[{"attribute": "continent", "operator": "is", "value": "Europe"}], sort_by="length", order="ascending", limit=1)',
      'lookup($1[0].name, "length")',
    ],
  },
  {
    question: "What's the population of Tokyo?",
    kind: 'value',
    calls: ['lookup("Tokyo", "population")'],
  },
  {
    question: 'compare France and Germany',
    kind: 'compare',
    calls: [
      'lookup("France", "population")',
      'lookup("Germany", "population")',
      'calculate("max(${1.value}, ${2.value}) - min(${1.value}, ${2.value})")',
    ],
  },
  {
    question: 'Which is bigger: Greenland, Borneo or Madagascar?',
    kind: 'compare',
    calls: [
      'lookup("Greenland", "area")',
      'lookup("Borneo", "area")',
      'lookup("Madagascar", "area")',
      'calculate("max(${1.value}, ${2.value}, ${3.value}) - min(${1.value}, ${2.value}, ${3.value})")',
    ],
  },
  {
    question: 'What is the sum of the populations of Norway, Sweden and Denmark?',
    kind: 'value',
    calls: [
      'lookup("Norway", "population")',
      'lookup("Sweden", "population")',
      'lookup("Denmark", "population")',
      'calculate("sum(${1.value}, ${2.value}, ${3.value})")',
    ],
  },
  {
    question: 'buildings taller than 2000 feet',
    kind: 'list',
    calls: [
      'list_entities("building", where=[{"attribute": "height", "operator": ">", "value": 609.6}], sort_by="height")',
      'lookup($1[*].name, "height")',
    ],
  },
  {
    question: 'rivers between 3000 and 4000 km',
    kind: 'list',
    calls: [
      'list_entities("river", where=[{"attribute": "length", "operator": ">=", "value": 3000}, {"attribute": "length", "operator": "<=", "value": 4000}], sort_by="length")',
      'lookup($1[*].name, "length")',
    ],
  },
  {
    question: 'What is the highest mountain in South America?',
    kind: 'value',
    calls: [
      'list_entities("mountain", where=[{"attribute": "continent", "operator": "is", "value": "South America"}], sort_by="height", limit=1)',
      'lookup($1[0].name, "height")',
    ],
  },
  {
    question: 'Which river carries more water, the Amazon or the Congo?',
    kind: 'compare',
    calls: [
      'lookup("Amazon", "discharge")',
      'lookup("Congo", "discharge")',
      'calculate("max(${1.value}, ${2.value}) - min(${1.value}, ${2.value})")',
    ],
  },
  {
    question: 'Top 5 largest lakes',
    kind: 'list',
    calls: ['list_entities("lake", sort_by="area", limit=5)', 'lookup($1[*].name, "area")'],
  },
  {
    question: 'Which is the largest island belonging to Indonesia?',
    kind: 'value',
    calls: [
      'list_entities("island", where=[{"attribute": "country", "operator": "is", "value": "Indonesia"}], sort_by="area", limit=1)',
      'lookup($1[0].name, "area")',
    ],
  },
  {
    question: 'How many times as high as the Eiffel Tower is the Burj Khalifa?',
    kind: 'ratio',
    calls: [
      'lookup("Burj Khalifa", "height")',
      'lookup("Eiffel Tower", "height")',
      'calculate("${1.value} / ${2.value}")',
    ],
  },
  {
    question: 'In which country is the highest mountain in South America?',
    kind: 'value',
    calls: [
      'list_entities("mountain", where=[{"attribute": "continent", "operator": "is", "value": "South America"}], sort_by="height", limit=1)',
      'lookup($1[0].name, "country")',
    ],
  },
  {
    question: 'List all gas giants',
    kind: 'list',
    calls: [
      'list_entities("planet", where=[{"attribute": "class", "operator": "is", "value": "gas giant"}], sort_by="diameter")',
      'lookup($1[*].name, "diameter")',
    ],
  },
  {
    question: 'Which noble gas is the heaviest?',
    kind: 'value',
    calls: [
      'list_entities("element", where=[{"attribute": "class", "operator": "is", "value": "noble gases"}], sort_by="atomic_mass", limit=1)',
      'lookup($1[0].name, "atomic_mass")',
    ],
  },
  {
    question: 'Describe K2',
    kind: 'about',
    calls: ['search("K2", 1)'],
  },
  {
    question: 'Which of the two is higher, Everest or K2?',
    kind: 'compare',
    calls: [
      'lookup("Mount Everest", "height")',
      'lookup("K2", "height")',
      'calculate("max(${1.value}, ${2.value}) - min(${1.value}, ${2.value})")',
    ],
  },
  {
    question: 'Subtract the height of K2 from the height of Everest',
    kind: 'difference',
    calls: [
      'lookup("Mount Everest", "height")',
      'lookup("K2", "height")',
      'calculate("${1.value} - ${2.value}")',
    ],
  },
  {
    question: 'Which buildings have no more than 60 floors?',
    kind: 'list',
    calls: [
      'list_entities("building", where=[{"attribute": "floors", "operator": "<=", "value": 60}], sort_by="floors")',
      'lookup($1[*].name, "floors")',
    ],
  },
  {
    question: 'the 10 longest rivers',
    kind: 'list',
    calls: ['list_entities("river", sort_by="length", limit=10)', 'lookup($1[*].name, "length")'],
  },
  {
    question: 'Which has more inhabitants: Tokyo, Delhi or Shanghai?',
    kind: 'compare',
    calls: [
      'lookup("Tokyo", "population")',
      'lookup("Delhi", "population")',
      'lookup("Shanghai", "population")',
      'calculate("max(${1.value}, ${2.value}, ${3.value}) - min(${1.value}, ${2.value}, ${3.value})")',
    ],
  },
  {
    question: 'Is the Amazon shorter than the Nile?',
    kind: 'compare',
    calls: [
      'lookup("Amazon", "length")',
      'lookup("Nile", "length")',
      'calculate("max(${1.value}, ${2.value}) - min(${1.value}, ${2.value})")',
    ],
  },
  {
    question: 'Does France have more people than Germany?',
    kind: 'compare',
    calls: [
      'lookup("France", "population")',
      'lookup("Germany", "population")',
      'calculate("max(${1.value}, ${2.value}) - min(${1.value}, ${2.value})")',
    ],
  },
  {
    question: 'Everest vs K2',
    kind: 'compare',
    calls: [
      'lookup("Mount Everest", "height")',
      'lookup("K2", "height")',
      'calculate("max(${1.value}, ${2.value}) - min(${1.value}, ${2.value})")',
    ],
  },
  {
    question: 'K2 height',
    kind: 'value',
    calls: ['lookup("K2", "height")'],
  },
  {
    question: 'HOW HIGH IS EVEREST',
    kind: 'value',
    calls: ['lookup("Mount Everest", "height")'],
  },
  {
    question: 'By how much is Lake Baikal deeper than Lake Tanganyika?',
    kind: 'difference',
    calls: [
      'lookup("Lake Baikal", "depth")',
      'lookup("Lake Tanganyika", "depth")',
      'calculate("${1.value} - ${2.value}")',
    ],
  },
  {
    question: 'How many metres higher is K2 than Denali?',
    kind: 'difference',
    calls: [
      'lookup("K2", "height")',
      'lookup("Denali", "height")',
      'calculate("${1.value} - ${2.value}")',
    ],
  },
  {
    question: 'Add the areas of Norway and Sweden',
    kind: 'value',
    calls: [
      'lookup("Norway", "area")',
      'lookup("Sweden", "area")',
      'calculate("sum(${1.value}, ${2.value})")',
    ],
  },
  {
    question: 'What is the total height of the five tallest buildings in the United States?',
    kind: 'value',
    calls: [
      'list_entities("building", where=[{"attribute": "country", "operator": "is", "value": "United States"}], sort_by="height", limit=5)',
      'lookup($1[*].name, "height")',
      'calculate("sum(values)", $2[*].value)',
    ],
  },
  {
    question: 'top three fastest animals',
    kind: 'list',
    calls: [
      'list_entities("animal", sort_by="top_speed", limit=3)',
      'lookup($1[*].name, "top_speed")',
    ],
  },
  {
    question: 'Which animals are faster than a lion?',
    kind: 'list',
    calls: [
      'lookup("Lion", "top_speed")',
      'list_entities("animal", where=[{"attribute": "top_speed", "operator": ">", "value": $1.value}], sort_by="top_speed")',
      'lookup($2[*].name, "top_speed")',
    ],
  },
  {
    question: 'How many elements were discovered before 1800?',
    kind: 'count',
    calls: [
      'list_entities("element", where=[{"attribute": "discovered", "operator": "<", "value": 1800}])',
    ],
  },
  {
    question: 'Which elements have a melting point above 2000 degrees?',
    kind: 'list',
    calls: [
      'list_entities("element", where=[{"attribute": "melting_point", "operator": ">", "value": 2000}], sort_by="melting_point")',
      'lookup($1[*].name, "melting_point")',
    ],
  },
  {
    question: 'Which lakes in Africa are deeper than 500 m?',
    kind: 'list',
    calls: [
      'list_entities("lake", where=[{"attribute": "continent", "operator": "is", "value": "Africa"}, {"attribute": "depth", "operator": ">", "value": 500}], sort_by="depth")',
      'lookup($1[*].name, "depth")',
    ],
  },
  {
    question: 'How many moons does Jupiter have?',
    kind: 'count',
    calls: [
      'list_entities("moon", where=[{"attribute": "planet", "operator": "is", "value": "Jupiter"}])',
    ],
  },
  {
    question: 'How much higher is Everest than the highest mountain in Africa?',
    kind: 'difference',
    calls: [
      'lookup("Mount Everest", "height")',
      'list_entities("mountain", where=[{"attribute": "continent", "operator": "is", "value": "Africa"}], sort_by="height", limit=1)',
      'lookup($2[0].name, "height")',
      'calculate("${1.value} - ${3.value}")',
    ],
  },
  {
    question: 'How many times longer is the Nile than the average of the Rhine and the Elbe?',
    kind: 'ratio',
    calls: [
      'lookup("Nile", "length")',
      'lookup("Rhine", "length")',
      'lookup("Elbe", "length")',
      'calculate("mean(${2.value}, ${3.value})")',
      'calculate("${1.value} / ${4}")',
    ],
  },
  {
    question:
      'What is the difference between the mean height of the three highest mountains and the mean height of the three tallest buildings?',
    kind: 'difference',
    calls: [
      'list_entities("mountain", sort_by="height", limit=3)',
      'lookup($1[*].name, "height")',
      'calculate("mean(values)", $2[*].value)',
      'list_entities("building", sort_by="height", limit=3)',
      'lookup($4[*].name, "height")',
      'calculate("mean(values)", $5[*].value)',
      'calculate("${3} - ${6}")',
    ],
  },
  {
    question: 'Rank the Rhine, the Danube and the Elbe by length',
    kind: 'compare',
    calls: [
      'lookup("Rhine", "length")',
      'lookup("Danube", "length")',
      'lookup("Elbe", "length")',
      'calculate("max(${1.value}, ${2.value}, ${3.value}) - min(${1.value}, ${2.value}, ${3.value})")',
    ],
  },
  {
    question: 'How fast is the fastest bird?',
    kind: 'value',
    calls: [
      'list_entities("animal", where=[{"attribute": "class", "operator": "is", "value": "birds"}], sort_by="top_speed", limit=1)',
      'lookup($1[0].name, "top_speed")',
    ],
  },
  {
    question: 'Which country is Kilimanjaro in?',
    kind: 'value',
    calls: ['lookup("Kilimanjaro", "country")'],
  },
  {
    question: 'sqrt(16) + 2^3',
    kind: 'arithmetic',
    calls: ['calculate("sqrt(16) + 2^3")'],
  },
  {
    question: 'countries in South America with an area over 1 million km2',
    kind: 'list',
    calls: [
      'list_entities("country", where=[{"attribute": "continent", "operator": "is", "value": "South America"}, {"attribute": "area", "operator": ">", "value": 1000000}], sort_by="area")',
      'lookup($1[*].name, "area")',
    ],
  },
  {
    question: 'How high is the third highest mountain?',
    kind: 'value',
    calls: ['list_entities("mountain", sort_by="height", limit=3)', 'lookup($1[2].name, "height")'],
  },
  {
    question: 'What is the average population of the three largest countries in Europe?',
    kind: 'value',
    calls: [
      'list_entities("country", where=[{"attribute": "continent", "operator": "is", "value": "Europe"}], sort_by="area", limit=3)',
      'lookup($1[*].name, "population")',
      'calculate("mean(values)", $2[*].value)',
    ],
  },
];
