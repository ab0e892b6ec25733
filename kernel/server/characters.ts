/**
 * Jupyter counts characters, JavaScript counts UTF-16 units: "𝛽".length is 2. An offset in characters as one in units.
 */
export function toUnits(text: string, characters: number): number {
  let units = 0;
  for (let n = 0; n < characters && units < text.length; n++) {
    units += text.codePointAt(units)! > 0xffff ? 2 : 1;
  }
  return units;
}

/** The way back. An offset within a character is that of its beginning. */
export function toCharacters(text: string, units: number): number {
  let characters = 0;
  for (let at = 0; at < units && at < text.length; characters++) {
    at += text.codePointAt(at)! > 0xffff ? 2 : 1;
    if (at > units) break;
  }
  return characters;
}
