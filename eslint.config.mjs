import tseslint from "typescript-eslint";

// Node itself, and the folders of the library that need it.
const needsNode = [
  "^(node:.*|fs|path|os|https?|child_process|crypto)$",
  String.raw`^\.\./(backend(?!/capture/)|notebook)(/.*)?$`,
  String.raw`^\.\./data(/(index|mnist|fashionMnist|download))?$`,
].map((regex) => ({ regex }));

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
    files: [
      "lib/{chance,models,losses,training,metrics,attacks,defences,plots,backend/capture}/**/*.ts",
    ],
    rules: { "no-restricted-imports": ["error", { patterns: needsNode }] },
  },
  {
    files: ["test/**/*.ts"],
    rules: { "@typescript-eslint/no-floating-promises": "off" },
  },
);
