import { Button, PasswordInput, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { ApiError, send } from '../api/client.ts'
import './login.css'

function messageFor(error: unknown): string {
  if (!(error instanceof ApiError)) return 'Something went wrong. Please try again.'
  if (error.status === 401) return 'User or password is wrong.'
  if (error.status === 429) return 'Too many attempts. Wait a minute and try again.'
  return `${error.message}. ${error.remedy ?? ''}`
}

export function Login({ onDone }: { onDone: () => void }) {
  const [failure, setFailure] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    setBusy(true)
    try {
      await send('POST', '/api/session', { user: form.get('user'), password: form.get('password') })
      onDone()
    } catch (error) {
      setFailure(messageFor(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <main className="login">
      <form className="login__card" onSubmit={submit}>
        <img src="/favicon.svg" width="36" height="36" alt="" />
        <h1>Log Sentinel</h1>
        <TextInput name="user" label="User" autoComplete="username" autoFocus required size="sm" />
        <PasswordInput name="password" label="Password" autoComplete="current-password" required size="sm" />
        <p className="login__failure" role="alert">
          {failure}
        </p>
        <Button type="submit" loading={busy} size="sm" fullWidth>
          Log in
        </Button>
      </form>
    </main>
  )
}
