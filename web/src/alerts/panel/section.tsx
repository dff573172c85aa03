import type { ReactNode } from 'react'

interface SectionProps {
  title: string
  tools?: ReactNode
  children: ReactNode
}

export function Section({ title, tools, children }: SectionProps) {
  return (
    <section className="panel__section">
      <div className="panel__section-head">
        <h3>{title}</h3>
        {tools}
      </div>
      {children}
    </section>
  )
}
