import tseslint from "typescript-eslint";

const nodeOnly = ["node:*", "fs", "path", "os", "http", "https", "child_process", "crypto"];

export default tseslint.config(
  { ignores: ["**/dist/**", "**/node_modules/**", ".venv/**", "**/*.{js,cjs,mjs}"] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { project: "./tsconfig.json", tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-non-null-assertion": "off",
      // TensorFlow.js declares its classes in ways that this rule takes for structural copies.
      "@typescript-eslint/no-unsafe-class-instance-assignment": "off",
    },
  },
  {
    // These parts may run in a browser one day.
    files: ["lib/{models,losses,training,metrics,attacks,plots}/**/*.ts"],
    rules: { "no-restricted-imports": ["error", { patterns: nodeOnly }] },
  },
  {
    files: ["test/**/*.ts"],
    rules: { "@typescript-eslint/no-floating-promises": "off" },
  },
);
