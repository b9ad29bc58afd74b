from . import channels, controllers, exhibits, models, report, wizard
from .hooks import uninstall_hook
