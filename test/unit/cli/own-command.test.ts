import { describe, expect, it } from 'vitest'
import { completeAdvice, ownCommand, placesIn } from '../../../src/cli/own-command.ts'
import { translatePhrase } from '../../../src/i18n/phrases.ts'

const all = { stateDir: '/s t', kubeconfig: '/k', context: 'prod', kubectl: '/kc', calicoctl: '/cc', ssh: '/ssh' }
const flags = "--state-dir '/s t' --kubeconfig /k --context prod --kubectl /kc --calicoctl /cc --ssh /ssh"

describe('a command that somebody is told to type', () => {
  it('says again where runs, cluster and programs are', () => {
    expect(ownCommand('resume r1', all)).toBe(`calico-rr-wizard resume r1 ${flags}`)
    expect(ownCommand('', all)).toBe(`calico-rr-wizard ${flags}`)
    expect(ownCommand('rollback r1', {})).toBe('calico-rr-wizard rollback r1')
  })

  it('gets no flag that it does not take', () => {
    expect(ownCommand('status', all)).toBe("calico-rr-wizard status --state-dir '/s t'")
    expect(ownCommand('bundle r1', all)).toBe("calico-rr-wizard bundle r1 --state-dir '/s t'")
    expect(ownCommand('rehearse --yes', all)).toBe('calico-rr-wizard rehearse --yes')
  })

  it.each([
    ['calico-rr-wizard rollback r1', 'calico-rr-wizard rollback r1 --state-dir /s --context c'],
    [
      'make the plan again: calico-rr-wizard plan',
      'make the plan again: calico-rr-wizard plan --state-dir /s --context c',
    ],
    [
      'check that the cluster answers: kubectl get nodes',
      'check that the cluster answers: kubectl get nodes --context c',
    ],
    [
      'only if that directory is lost: compare the cluster with the plan, then: kubectl -n kube-system delete lease calico-rr-wizard',
      'only if that directory is lost: compare the cluster with the plan, then: kubectl -n kube-system delete lease calico-rr-wizard --context c',
    ],
    // What knows its place keeps it; on another host ours is none.
    ['calico-rr-wizard resume r1 --state-dir /other', 'calico-rr-wizard resume r1 --state-dir /other --context c'],
    ['on m2: calico-rr-wizard resume r1 --state-dir /other', 'on m2: calico-rr-wizard resume r1 --state-dir /other'],
    ['see what there is: calico-rr-wizard plan --help', 'see what there is: calico-rr-wizard plan --help'],
    ['kubectl config view --flatten --raw > FILE', 'kubectl config view --flatten --raw > FILE'],
    ['install kubectl, or name it with --kubectl PATH', 'install kubectl, or name it with --kubectl PATH'],
  ])('at the end of an advice is made complete: %s', (text, complete) => {
    expect(completeAdvice(text, { stateDir: '/s', context: 'c' })).toBe(complete)
  })

  it('is complete in Chinese too', () => {
    const said = (text: string) => translatePhrase('zh-CN', completeAdvice(text, { stateDir: '/s', context: 'c' }))
    expect(said('make the plan again: calico-rr-wizard plan')).toBe(
      '重新生成计划：calico-rr-wizard plan --state-dir /s --context c',
    )
    expect(said('see which they are, then name one of them: calico-rr-wizard status')).toMatch(
      /^先查看，再指明其中一次：calico-rr-wizard status --state-dir \/s$/,
    )
    expect(said('when the disk is well again: calico-rr-wizard rollback r1')).toMatch(/^磁盘.*r1 --state-dir \/s/)
  })

  it('finds its places in a command line that nobody parsed', () => {
    expect(placesIn(['resume', '--state-dir', '/s', '--context=c', '--kubeconfig'])).toEqual({
      stateDir: '/s',
      context: 'c',
    })
    expect(placesIn(['plan'])).toEqual({})
  })
})
