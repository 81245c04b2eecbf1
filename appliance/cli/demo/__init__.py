"""The demo: a whole box on one computer, with a drawn camera, button and lamp."""

from appliance.cli.demo.command import add_demo as add_demo
