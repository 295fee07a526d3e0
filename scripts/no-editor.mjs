// Stands for @inquirer/editor in the bundle: the wizard asks nothing in an editor.
export default function editor() {
  throw new Error('the editor prompt is not part of this program')
}
