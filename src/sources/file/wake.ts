/** Lets one loop sleep until something happened since it last woke. */
export class Wake {
  #happened = false
  #resume: (() => void) | null = null

  notify(): void {
    this.#happened = true
    this.#resume?.()
  }

  async wait(): Promise<void> {
    if (!this.#happened) {
      await new Promise<void>(resolve => {
        this.#resume = resolve
      })
      this.#resume = null
    }
    this.#happened = false
  }
}
