import { describe, expect, it } from 'vitest'
import type { Resource } from '../../../src/rehearsal/standins/calicoctl/decode.ts'
import { goAnswers } from '../../../src/rehearsal/standins/calicoctl/go-values.ts'
import { managerNamed } from '../../../src/rehearsal/standins/calicoctl/kinds.ts'
import { executeTemplate } from '../../../src/rehearsal/standins/gotemplate/execute.ts'
import { TemplateError } from '../../../src/rehearsal/standins/gotemplate/lex.ts'

/** Wanted texts are what the real calicoctl v3.25.0 printed for the same template and resource. */
const peer: Resource = {
  kind: 'BGPPeer',
  apiVersion: 'projectcalico.org/v3',
  metadata: {
    name: 'p1',
    uid: 'b3d7b62a-4d01-4951-8d74-2ccb09973534',
    resourceVersion: '332',
    creationTimestamp: '2026-11-25T16:49:48Z',
    labels: { a: 'b' },
  },
  spec: { nodeSelector: 'all()', peerIP: '10.0.0.1', asNumber: 65009, maxRestartTime: '1m30s' },
}
const node: Resource = {
  kind: 'Node',
  apiVersion: 'projectcalico.org/v3',
  metadata: { name: 'node1' },
  spec: {
    bgp: { asNumber: 65001, ipv4Address: '172.20.0.11/24' },
    orchRefs: [{ nodeName: 'node1', orchestrator: 'k8s' }],
  },
}

const answers = (resource: Resource, kind: string) => {
  const manager = managerNamed(kind, 25)
  if (!manager) throw new Error(kind)
  return goAnswers([{ manager, resource }], 25)
}
const onPeer = (template: string) => executeTemplate(template, answers(peer, 'bgppeer'), {})
const onNode = (template: string) => executeTemplate(template, answers(node, 'node'), {})

describe('templates over Calico resources', () => {
  it.each([
    [
      '{{range .}}{{.}}{{end}}',
      '&{{BGPPeer projectcalico.org/v3} {p1    b3d7b62a-4d01-4951-8d74-2ccb09973534 332 0 2026-11-25 16:49:48 +0000 UTC <nil> <nil> map[a:b] map[] [] []  []} { all() 10.0.0.1 65009  false <nil>  &Duration{Duration:1m30s,} <nil> <nil> }}',
    ],
    ['{{range .}}{{.Name}} {{.ObjectMeta.Name}} {{.Kind}} {{.Labels}}{{end}}', 'p1 p1 BGPPeer map[a:b]'],
    [
      '{{range .}}{{.Spec.MaxRestartTime}} {{.Spec.Password}} {{.Annotations}}{{end}}',
      '&Duration{Duration:1m30s,} <nil> map[]',
    ],
    ['{{range $i, $o := .}}{{$i}}{{$o.Spec.ASNumber}}{{else}}none{{end}}', '065009'],
    ['a {{- " x " -}}  y {{/* c */}}{{$a := 1}}{{$a}}', 'a x y 1'],
    ['{{define "t"}}[{{.}}]{{end}}{{template "t" 5}}', '[5]'],
    ['{{range 3}}{{if eq . 1}}{{continue}}{{end}}{{.}}{{end}}', '02'],
    ['{{1 | printf "%03d"}} {{printf "%q %5.1f|%-4s|%x" "q" 1.5 "a" 255}}', '001 "q"   1.5|a   |ff'],
    [
      '{{print 1 2 "x"}}{{len "abc"}}{{slice "abc" 1 2}}{{html "<"}}{{urlquery "a b"}}{{index "abc" 1}}',
      '1 2x3b&lt;a+b98',
    ],
    ['{{and 1 0}}{{or 0 "z"}}{{not 0}}{{lt 1 2}}{{eq "a" "b" "a"}}{{ne 1 1}}', '0ztruetruetruefalse'],
    ['{{with $x := "y"}}{{$x}}{{else}}n{{end}}{{if false}}a{{else if true}}b{{else}}c{{end}}', 'yb'],
  ])('%s', (template, wanted) => {
    expect(onPeer(template)).toBe(wanted)
  })

  it('prints structs behind pointers and nil pointers as Go does', () => {
    expect(
      onNode('{{range .}}{{.Spec.BGP.ASNumber}} {{.Spec.BGP}} {{.Spec.Wireguard}} {{.Spec.OrchRefs}}{{end}}'),
    ).toBe('65001 {65001 172.20.0.11/24   } <nil> [{node1 k8s}]')
  })

  it.each([
    ['{{range .}}{{.Foo}}{{end}}', '1:13: executing "get" at <.Foo>: can\'t evaluate field Foo in type runtime.Object'],
    ['{{.Foo}}', '1:2: executing "get" at <.Foo>: can\'t evaluate field Foo in type []runtime.Object'],
    [
      '{{range .}}{{.Name.Foo}}{{end}}',
      '1:18: executing "get" at <.Name.Foo>: can\'t evaluate field Foo in type string',
    ],
    [
      '{{range .}}{{.Spec.BGP.Foo}}{{end}}',
      '1:18: executing "get" at <.Spec.BGP.Foo>: can\'t evaluate field Foo in type *v3.NodeBGPSpec',
    ],
    [
      '{{range .}}{{.Spec.Wireguard.InterfaceIPv4Address}}{{end}}',
      '1:18: executing "get" at <.Spec.Wireguard.InterfaceIPv4Address>: nil pointer evaluating *v3.NodeWireguardSpec.InterfaceIPv4Address',
    ],
    ['{{range .}}', '1: unexpected EOF'],
    ['{{foo}}', '1: function "foo" not defined'],
    ['{{if}}x{{end}}', '1: missing value for if'],
    ['{{', '1: unclosed action'],
    ['{{$x}}', '1: undefined variable "$x"'],
    ['{{nil}}', '1:2: executing "get" at <nil>: nil is not a command'],
    ['{{len 3}}', '1:2: executing "get" at <len 3>: error calling len: len of type int'],
    ['{{index . 7}}', '1:2: executing "get" at <index . 7>: error calling index: index out of range: 7'],
    [
      '{{lt 1 "a"}}',
      '1:2: executing "get" at <lt 1 "a">: error calling lt: incompatible types for comparison: int and string',
    ],
  ])('%s is refused', (template, wanted) => {
    expect(() => onNode(template)).toThrow(`template: get:${wanted}`)
  })

  it('says what was printed before it failed', () => {
    try {
      onNode('[{{len .}}] {{template "none"}}')
    } catch (error) {
      expect(error).toBeInstanceOf(TemplateError)
      expect((error as TemplateError).printed).toBe('[1] ')
      return
    }
    throw new Error('nothing failed')
  })

  it('ends a template that calls itself', () => {
    expect(() => onNode('{{define "t"}}{{template "t" .}}{{end}}{{template "t" .}}')).toThrow(
      'exceeded maximum template depth',
    )
  })
})
