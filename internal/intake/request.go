package intake

// Request returns how the import was asked for, so that it can be shown and changed.
func (i *Import) Request() Request { return i.settings.Request }

// Drop removes a file that [Service.Keep] stored and that will not be imported.
func (s *Service) Drop(path string) { s.dropFile(path) }
