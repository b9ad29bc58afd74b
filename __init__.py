from . import channels, controllers, exhibits, models, report, wizard
