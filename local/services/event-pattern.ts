/**
 * Whether a value matches an event pattern as the filters of event source mappings write them: objects by field, and
 * lists of alternatives, each a constant or one of `prefix`, `suffix`, `anything-but`, `exists`.
 */
export function matchesPattern(pattern: unknown, value: unknown): boolean {
  if (Array.isArray(pattern)) return pattern.some(alternative => matchesAlternative(alternative, value));
  if (typeof pattern !== 'object' || pattern === null) return pattern === value;
  return Object.entries(pattern).every(([field, part]) =>
    matchesPattern(
      part,
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[field] : undefined,
    ),
  );
}

function matchesAlternative(alternative: unknown, value: unknown): boolean {
  if (typeof alternative !== 'object' || alternative === null) return alternative === value;
  const [[operator, operand] = ['', undefined]] = Object.entries(alternative);
  switch (operator) {
    case 'prefix':
      return typeof value === 'string' && value.startsWith(String(operand));
    case 'suffix':
      return typeof value === 'string' && value.endsWith(String(operand));
    case 'exists':
      return (value !== undefined) === operand;
    case 'anything-but':
      return value !== undefined && !matchesPattern([operand].flat(), value);
    default:
      return false;
  }
}
