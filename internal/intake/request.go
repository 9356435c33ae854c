package intake

// Request returns how the import was asked for, so that it can be shown and changed.
func (i *Import) Request() Request { return i.settings.Request }
