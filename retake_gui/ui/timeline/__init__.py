"""The timeline: ruler, filmstrip, waveform, the selected range and the playhead."""
