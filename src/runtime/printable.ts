/**
 * Text made safe to print: control characters (terminal escapes among them) and marks that turn the direction of
 * writing become visible. Log lines and file names are hostile.
 */
export function printable(text: string): string {
  return text.replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
