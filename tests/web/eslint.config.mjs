import js from '@eslint/js';

const browser = [
  'document',
  'getComputedStyle',
  'matchMedia',
  'addEventListener',
  'navigator',
  'getSelection',
  'Response',
  'Blob',
  'DecompressionStream',
  'atob',
  'Dygraph',
];
const node = ['process', 'console', 'window', 'innerWidth', 'URL'];
const names = (list) => Object.fromEntries(list.map((name) => [name, 'readonly']));

export default [
  js.configs.recommended,
  {
    rules: {
      'no-restricted-properties': [
        'error',
        {property: 'innerHTML', message: 'Texts are shown as texts: use el().'},
        {property: 'outerHTML', message: 'Texts are shown as texts: use el().'},
      ],
      'no-restricted-syntax': [
        'error',
        'CallExpression[callee.property.name=/^(insertAdjacentHTML|write|eval)$/]',
      ],
      'prefer-const': 'error',
      eqeqeq: 'error',
      'no-var': 'error',
    },
  },
  {files: ['web/**/*.js'], languageOptions: {globals: names(browser)}},
  {
    files: ['tests/**/*.mjs'],
    languageOptions: {globals: names([...browser, ...node])},
    rules: {'no-restricted-syntax': 'off'},
  },
];
