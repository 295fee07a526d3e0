// Bundled as a chunk of its own that is loaded only when YAML has to be read: it costs more than the rest of a call.
export { parse, parseAllDocuments, parseDocument } from 'yaml'
