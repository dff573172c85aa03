/** Where settings come from; later ones win: defaults, file, environment, flags. */
export interface ConfigSources {
  /** YAML file, or null. */
  file: string | null
  environment: Readonly<Record<string, string | undefined>>
  /** By the setting's name; several texts where a flag was repeated. */
  flags: ReadonlyMap<string, readonly string[]>
}
