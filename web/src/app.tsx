import { MantineProvider } from '@mantine/core'
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { ApiError } from './api/client.ts'
import { Shell } from './frame/shell.tsx'
import { theme } from './theme.ts'

/** The server puts a fresh nonce into the page; style elements made here carry it past the security policy. */
function styleNonce(): string {
  return document.querySelector('meta[name="csp-nonce"]')?.getAttribute('content') ?? ''
}

const client: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError(error, query) {
      // A login that ran out: the session tells that one is needed, and the login takes the page's place.
      const expired = error instanceof ApiError && error.status === 401
      if (expired && query.queryKey[0] !== 'session') void client.invalidateQueries({ queryKey: ['session'] })
    },
  }),
  defaultOptions: {
    queries: {
      retry: (failures, error) => failures < 2 && !(error instanceof ApiError && error.status >= 400),
      refetchOnWindowFocus: true,
    },
  },
})

export function App() {
  return (
    <QueryClientProvider client={client}>
      <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={styleNonce}>
        <Shell />
      </MantineProvider>
    </QueryClientProvider>
  )
}
