import { UNDECIDED_FACT } from './layout.ts'
import { KernelMemory } from './memory.ts'
import type { Windows } from './packed-literals.ts'

/** What the kernel asks of those who build its tables; see `assembly/imports.ts`. */
export interface KernelImports {
  decide(length: number, hash: number): number
  classify(node: number, start: number, length: number, kind: number): number
  prepare(scanner: number): void
  prepareAnywhere(scanner: number): void
  row(automaton: number, node: number, entry: number): number
  foldedPoints(): void
  text(start: number, length: number, kind: number): number
  ask(fact: number): number
  askText(fact: number, start: number, length: number, kind: number): number
  learnt(route: number): void
  template(route: number, rule: number): number
  time(): number
}

/** The kernel as it runs. Addresses and numbers are unsigned where nothing else is said. */
export interface WasmKernel {
  readonly memory: KernelMemory
  /** Matches lines from one on: at which it stopped, or `count`. STOPPED tells why. */
  run(first: number, count: number): number
  factsOfText(scanner: number, start: number, length: number): number
  /** Undefined if it can not be decided. */
  isTrue(fact: number): boolean | undefined
  keyHash(parent: number, address: number, length: number): number
  forgetDecision(): void
  readonly windows: Windows
  lastGeneration(): number
}

/** Starts the kernel. Throws a TypeError if the bytes are of a module that is not the one this was written for. */
export function startKernel(bytes: Uint8Array, imports: KernelImports): WasmKernel {
  const abort = (): never => {
    throw new Error('the matching kernel stopped')
  }
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
    imports: { ...imports },
    env: { abort },
  })
  const { memory } = exports
  if (!(memory instanceof WebAssembly.Memory)) throw notTheKernel('memory')
  const run = numberFunction(exports, 'run')
  const isTrue = numberFunction(exports, 'isTrue')
  const factsOfText = numberFunction(exports, 'factsOfText')
  const keyHash = numberFunction(exports, 'keyHash')
  const forgetDecision = numberFunction(exports, 'forgetDecision')
  const chooseWindows = numberFunction(exports, 'chooseWindows')
  const windowHash = numberFunction(exports, 'windowHash')
  const last_generation = globalNumber(exports, 'last_generation')
  return {
    memory: new KernelMemory(memory),
    run,
    factsOfText,
    isTrue: fact => {
      const answer = isTrue(fact)
      return answer === UNDECIDED_FACT ? undefined : answer !== 0
    },
    keyHash: (parent, address, length) => keyHash(parent, address, length) >>> 0,
    forgetDecision: () => {
      forgetDecision()
    },
    windows: {
      choose: (...of) => chooseWindows(...of) !== 0,
      hash: windowHash,
    },
    lastGeneration: () => last_generation.value >>> 0,
  }
}

function numberFunction(
  exports: Readonly<Record<string, unknown>>,
  name: string,
): (...of: number[]) => number {
  const found = exports[name]
  if (!isFunction(found)) throw notTheKernel(name)
  return found
}

/** What WebAssembly exports takes and gives numbers, or fails. */
function isFunction(value: unknown): value is (...of: number[]) => number {
  return typeof value === 'function'
}

function globalNumber(exports: Readonly<Record<string, unknown>>, name: string): WebAssembly.Global {
  const found = exports[name]
  if (!(found instanceof WebAssembly.Global)) throw notTheKernel(name)
  return found
}

function notTheKernel(name: string): TypeError {
  return new TypeError(`the module is not the matching kernel: it has no ${name}`)
}
