import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A certificate of this machine, signed by itself, as files in `folder` and as PEM. */
export async function makeCertificate(folder: string): Promise<{
  cert_file: string
  key_file: string
  cert: string
  key: string
}> {
  const cert_file = join(folder, 'cert.pem')
  const key_file = join(folder, 'key.pem')
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'],
    ...['-keyout', key_file, '-out', cert_file],
  ])
  const [cert, key] = await Promise.all([readFile(cert_file, 'utf8'), readFile(key_file, 'utf8')])
  return { cert_file, key_file, cert, key }
}
