"""One file a task, each with the same names: `Config, load_data, build_model, train, Run`."""
