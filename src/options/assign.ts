/** Options as they are given: keys and values of any kind. */
export interface Tree {
  readonly [key: string]: unknown;
}

/**
 * The tree with the value at a path; nothing that is given is changed. What stands in the way is
 * replaced, but for a name: below one it becomes the `type`, so that method knn with method.k = 5 is
 * { type: 'knn', k: 5 }.
 */
export function assigned(tree: Tree, path: readonly string[], value: unknown): Tree {
  const [key, ...rest] = path as [string, ...string[]];
  const branch = Object.hasOwn(tree, key) ? tree[key] : undefined;
  return { ...tree, [key]: rest.length === 0 ? value : assigned(asTree(branch), rest, value) };
}

function asTree(branch: unknown): Tree {
  if (typeof branch === 'string') return { type: branch };
  const isTree = typeof branch === 'object' && branch !== null && !Array.isArray(branch);
  return isTree ? (branch as Tree) : {};
}
