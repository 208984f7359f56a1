import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      'dist',
      'bench/baselines/dist',
      'bench/baselines/nest',
      '.serverless',
      'coverage',
      '.local',
      'node_modules',
      '**/*.cjs',
      'test/openapi/client',
    ],
  },
  eslint.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.js', 'test/*/*.mjs', 'infra/lambda/*.mjs'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'no-console': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    // A test reads what an answer happens to hold: JSON has no type, and a wrong guess fails the test.
    files: ['test/**/*.ts', '**/*.{spec,full}.ts', 'infra/**/*.ts'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['local/**/*.ts', 'test/**/*.ts', 'src/**/*.ts', 'infra/**/*.ts'],
    ignores: ['**/*.{spec,e2e,full,official,deployed}.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'Program > ExpressionStatement > CallExpression[callee.name=/^(before|after)(Each|All)$/]',
          message:
            'Test files of a worker share this module: its hook runs for the first of them only. Export a function, and call it in hooks of each.',
        },
      ],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['**/*.{spec,full}.ts', 'src/core/text/text.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          property: 'normalize',
          message: 'It takes quadratic time for a text that is made for it. Use normalise or fold of core/text/text.ts.',
        },
      ],
    },
  },
  { files: ['**/*.js', '**/*.mjs'], ...tseslint.configs.disableTypeChecked },
  {
    files: ['**/*.mjs', 'eslint.config.js'],
    languageOptions: {
      globals: Object.fromEntries(
        ['process', 'console', 'URL', 'fetch', 'Response', 'Buffer', 'setTimeout', 'performance', 'crypto'].map((name) => [
          name,
          'readonly',
        ]),
      ),
    },
  },
);
